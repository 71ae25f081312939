"""French articles summarised in French and English and translated, every claim checked.

Importing this package loads neither torch nor gradio.
"""

__version__ = "0.1.0"
