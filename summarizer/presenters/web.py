"""The web page: Gradio Blocks around the same view as the printable report.

Nothing leaves the machine: analytics are off, fonts are local, and the page's own security
policy forbids the browser to fetch anything from elsewhere.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any, Final

from summarizer.errors import ConfigError
from summarizer.examples import load_examples
from summarizer.presenters import html, messages
from summarizer.presenters.handlers import Handlers, Limits
from summarizer.presenters.messages import say
from summarizer.presenters.service import PipelineService, Service
from summarizer.result import Length

# Read by gradio and huggingface_hub when they are imported.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr

DEFAULT_PORT: Final = 7860
MAX_QUEUE: Final = 16
"""Runs that wait; the next one is told that the queue is full."""
CONCURRENCY: Final = 2
"""Runs at a time: a second reader sees progress while a long article is at work."""

_POLICY: Final = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' data: blob:; img-src 'self' data: blob:; form-action 'self'"
)
_FORMATS: Final = ("md", "json", "docx", "html")
_LENGTHS: Final = (Length.SHORT, Length.MEDIUM, Length.LONG, Length.BULLETS, Length.TITLE)


class _SecurityPolicy:
    """ASGI middleware: the browser may fetch from this server only."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", _POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, send_with_policy if scope["type"] == "http" else send)


def make_theme() -> gr.themes.Base:
    """Gradio's theme in the report's colours, with fonts that are on disk."""
    font = (gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif")
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.cyan,
        neutral_hue=gr.themes.colors.stone,
        font=font,
        font_mono=("ui-monospace", "Consolas", "monospace"),
        radius_size=gr.themes.sizes.radius_lg,
        text_size=gr.themes.sizes.text_md,
    )
    colours = {
        "body_background_fill": "var(--sz-paper)",
        "body_text_color": "var(--sz-ink)",
        "body_text_color_subdued": "var(--sz-soft)",
        "background_fill_primary": "var(--sz-card)",
        "background_fill_secondary": "var(--sz-paper)",
        "border_color_primary": "var(--sz-line)",
        "border_color_accent": "var(--sz-accent)",
        "color_accent": "var(--sz-accent)",
        "color_accent_soft": "var(--sz-chip)",
        "block_background_fill": "transparent",
        "block_border_color": "var(--sz-line)",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--sz-soft)",
        "block_title_text_color": "var(--sz-soft)",
        "input_background_fill": "var(--sz-card)",
        "input_background_fill_focus": "var(--sz-card)",
        "input_border_color": "var(--sz-line)",
        "input_border_color_focus": "var(--sz-accent)",
        "input_placeholder_color": "var(--sz-faint)",
        "button_primary_background_fill": "var(--sz-accent)",
        "button_primary_background_fill_hover": "var(--sz-accent-strong)",
        "button_primary_text_color": "var(--sz-paper)",
        "button_secondary_background_fill": "var(--sz-card)",
        "button_secondary_background_fill_hover": "var(--sz-chip)",
        "button_secondary_text_color": "var(--sz-ink)",
        "button_secondary_border_color": "var(--sz-line)",
        "checkbox_background_color": "var(--sz-card)",
        "checkbox_background_color_selected": "var(--sz-accent)",
        "checkbox_border_color": "var(--sz-faint)",
        "checkbox_label_background_fill": "var(--sz-card)",
        "checkbox_label_background_fill_hover": "var(--sz-chip)",
        "checkbox_label_background_fill_selected": "var(--sz-chip)",
        "checkbox_label_border_color": "var(--sz-line)",
        "checkbox_label_text_color": "var(--sz-ink)",
        "table_even_background_fill": "var(--sz-card)",
        "table_odd_background_fill": "var(--sz-card)",
        "table_border_color": "var(--sz-line)",
    }
    # The variables change with `.dark`; both forms of each colour are the same variable.
    known = inspect.signature(theme.set).parameters
    return theme.set(
        **colours,
        **{f"{name}_dark": colours[name] for name in colours if f"{name}_dark" in known},
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        input_border_width="1px",
        input_shadow="none",
        input_shadow_focus="none",
        button_border_width="1px",
        checkbox_label_border_width="1px",
        checkbox_label_padding="0.45rem 0.9rem",
    )


def _style() -> str:
    web = resources.files(__package__).joinpath("web.css").read_text(encoding="utf-8")
    return html.style(dark_selector=".dark") + web


def _head(ui_lang: str) -> str:
    return f"<h1>{say('page_title', ui_lang)}</h1><p>{say('tagline', ui_lang)}</p>"


_IN_THE_BROWSERS_LANGUAGE = (
    "(...inputs) => { if (!window.isGreeted) inputs[inputs.length - 1] ="
    " navigator.language.startsWith('fr') ? 'fr' : 'en'; return inputs; }"
)
"""For those who press before the greeting is there: the last input is the page's language."""


def build_page(service: Service, *, ui_lang: str = "fr", limits: Limits | None = None) -> gr.Blocks:
    """The page, not yet served.

    Args:
        ui_lang: language shown before the reader's browser has told its own.
        limits: what the page takes; the defaults of ``Limits`` when None.
    """
    handlers = Handlers(service, limits or Limits())
    with gr.Blocks(
        title="summarizer", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True
    ) as page:
        result = gr.State(None, time_to_live=3600)
        source = gr.Radio(["text", "file", "address"], value="text", visible=False, label="source")
        with gr.Row(elem_id="top"):
            head = gr.HTML(_head(ui_lang), elem_id="masthead", padding=False)
            language = gr.Radio(
                [("Français", "fr"), ("English", "en")],
                value=ui_lang,
                label=say("language_label", ui_lang),
                show_label=False,
                container=False,
                elem_id="language",
            )
        with gr.Column(elem_id="ask"):
            with gr.Tabs(elem_id="sources"):
                with gr.Tab(say("tab_text", ui_lang), id="text") as text_tab:
                    text = gr.Textbox(
                        label=say("paste_label", ui_lang),
                        placeholder=say("paste_hint", ui_lang),
                        lines=6,
                        max_lines=9,
                        elem_id="article",
                    )
                    with gr.Row(elem_id="examples"):
                        examples_label = gr.HTML(
                            say("examples", ui_lang), elem_id="examples-label", padding=False
                        )
                        example_buttons = [
                            gr.Button(
                                e.label(ui_lang), size="sm", elem_classes="example", min_width=0
                            )
                            for e in load_examples()
                        ]
                with gr.Tab(say("tab_file", ui_lang), id="file") as file_tab:
                    file = gr.File(
                        label=say("file_label", ui_lang),
                        file_types=[".txt", ".md", ".html", ".htm", ".docx", ".pdf"],
                        height=140,
                        elem_id="file",
                    )
                with gr.Tab(say("tab_address", ui_lang), id="address") as address_tab:
                    address = gr.Textbox(
                        label=say("address_label", ui_lang),
                        placeholder="https://",
                        max_lines=1,
                        elem_id="address",
                    )
            with gr.Row(elem_id="controls"):
                length = gr.Radio(
                    [(messages.length_name(n, ui_lang), n.value) for n in _LENGTHS],
                    value=Length.SHORT.value,
                    label=say("length", ui_lang),
                    elem_id="length",
                )
                with gr.Row(elem_id="actions"):
                    stop = gr.Button(
                        say("stop", ui_lang), visible=False, elem_id="stop", min_width=0
                    )
                    run = gr.Button(
                        say("run", ui_lang), variant="primary", elem_id="run", min_width=0
                    )
            with gr.Accordion(
                say("glossary", ui_lang), open=False, elem_id="glossary"
            ) as accordion:
                glossary_lead = gr.HTML(
                    say("glossary_lead", ui_lang), elem_id="glossary-lead", padding=False
                )
                with gr.Row():
                    table = gr.Dataframe(
                        headers=_glossary_headers(ui_lang),
                        datatype="str",
                        type="array",
                        row_count=3,
                        column_count=3,
                        interactive=True,
                        show_label=False,
                        buttons=[],
                        elem_id="glossary-table",
                        scale=3,
                    )
                    glossary_file = gr.File(
                        label=say("glossary_file", ui_lang),
                        file_types=[".csv", ".tsv", ".tbx"],
                        height=130,
                        scale=2,
                        elem_id="glossary-file",
                    )
        view = gr.HTML(
            elem_id="view", padding=False, apply_default_css=False, js_on_load=html.script()
        )
        with gr.Row(visible=False, elem_id="downloads") as downloads:
            downloads_label = gr.HTML(
                say("downloads", ui_lang), elem_id="downloads-label", padding=False
            )
            files = [
                gr.DownloadButton(
                    _format_label(name, ui_lang), size="sm", min_width=0, elem_id=f"download-{name}"
                )
                for name in _FORMATS
            ]
        foot = gr.HTML(say("privacy", ui_lang), elem_id="foot", padding=False)

        # --- what happens
        for tab, name in ((text_tab, "text"), (file_tab, "file"), (address_tab, "address")):
            tab.select(None, js=f"() => '{name}'", outputs=source, api_visibility="private")
        for button, example in zip(example_buttons, load_examples(), strict=True):
            button.click(
                handlers.example_loader(example.name),
                outputs=text,
                queue=False,
                api_name=f"example_{example.name}",
                show_progress="hidden",
            )
        gr.on(
            [run.click, address.submit],
            handlers.run,
            inputs=[text, file, address, source, length, table, glossary_file, language],
            outputs=[view, result, run, stop, downloads, *files],
            js=_IN_THE_BROWSERS_LANGUAGE,
            api_name="run",
            concurrency_limit=CONCURRENCY,
            concurrency_id="work",
            show_progress="hidden",
        )
        # The answer begins under the form: bring it into sight as the work starts.
        gr.on(
            [run.click, address.submit],
            None,
            js="() => { setTimeout(() => document.querySelector('#view')?.scrollIntoView("
            "{behavior: 'smooth', block: 'start'}), 150); }",
            api_visibility="private",
        )
        stop.click(
            handlers.stop, outputs=stop, queue=False, api_name="stop", show_progress="hidden"
        )
        switched = [
            head, language, text_tab, file_tab, address_tab, text, examples_label, *example_buttons,
            file, address, length, stop, run, accordion, glossary_lead, table, glossary_file,
            downloads_label, *files, foot, view,
        ]  # fmt: skip

        def switch(lang: str, shown: Any) -> list[Any]:
            return [
                _head(lang),
                gr.update(label=say("language_label", lang)),
                *(gr.update(label=say(f"tab_{t}", lang)) for t in ("text", "file", "address")),
                gr.update(label=say("paste_label", lang), placeholder=say("paste_hint", lang)),
                say("examples", lang),
                *(gr.update(value=e.label(lang)) for e in load_examples()),
                gr.update(label=say("file_label", lang)),
                gr.update(label=say("address_label", lang)),
                gr.update(
                    label=say("length", lang),
                    choices=[(messages.length_name(n, lang), n.value) for n in _LENGTHS],
                ),
                gr.update(value=say("stop", lang)),
                gr.update(value=say("run", lang)),
                gr.update(label=say("glossary", lang)),
                say("glossary_lead", lang),
                gr.update(headers=_glossary_headers(lang)),
                gr.update(label=say("glossary_file", lang)),
                say("downloads", lang),
                *(gr.update(label=_format_label(f, lang)) for f in _FORMATS),
                say("privacy", lang),
                html.render_view(shown, lang) if shown is not None else gr.skip(),
            ]

        language.change(
            switch,
            inputs=[language, result],
            outputs=switched,
            queue=False,
            api_name="switch_language",
            show_progress="hidden",
        )
        greeting = page.load(
            handlers.greet, outputs=language, queue=False, api_name="greet", show_progress="hidden"
        )
        greeting.success(None, js="() => { window.isGreeted = true; }", api_visibility="private")
        page.unload(handlers.leave)
        gr.api(
            handlers.summarize,
            api_name="summarize",
            concurrency_limit=CONCURRENCY,
            concurrency_id="work",
        )
    page.queue(max_size=MAX_QUEUE, default_concurrency_limit=CONCURRENCY)
    return page


def _glossary_headers(ui_lang: str) -> list[str]:
    return [say(f"glossary_{part}", ui_lang) for part in ("source", "target", "note")]


def _format_label(name: str, ui_lang: str) -> str:
    return {"md": "Markdown", "json": "JSON", "docx": "Word"}.get(name) or say("report", ui_lang)


def launch(
    page: gr.Blocks,
    *,
    port: int | None = None,
    limits: Limits | None = None,
    prevent_thread_lock: bool = False,
) -> str:
    """The address where the page is served, on this machine only unless told otherwise.

    ``GRADIO_SERVER_NAME`` and ``GRADIO_SERVER_PORT`` are heeded.

    Raises:
        OSError: the port is taken.
    """
    from starlette.middleware import Middleware

    if port is None:
        port = int(os.environ.get("GRADIO_SERVER_PORT", DEFAULT_PORT))
    limits = limits or Limits()
    _, address, _ = page.launch(
        server_name=os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"),
        server_port=port,
        share=False,
        inbrowser=False,
        quiet=True,
        show_error=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        max_file_size=limits.max_file_bytes,
        state_session_capacity=64,
        theme=make_theme(),
        css=_style(),
        app_kwargs={"middleware": [Middleware(_SecurityPolicy)]},
        prevent_thread_lock=True,
    )
    if not prevent_thread_lock:
        print(address, flush=True)
        page.block_thread()
    return str(address)


def serve(*, port: int | None = None, model: str | None = None, device: str = "auto") -> None:
    """Serves the page on the shipped models until interrupted.

    Raises:
        ConfigError: the port is taken.
    """
    service = PipelineService(model=model, device=device)
    service.warm_up()
    try:
        launch(build_page(service), port=port)
    except OSError as exc:
        raise ConfigError(
            f"Cannot serve on port {port or DEFAULT_PORT}: {exc}. "
            "Choose another with --port or GRADIO_SERVER_PORT."
        ) from exc
