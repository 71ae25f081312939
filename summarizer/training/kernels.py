"""``kernels.cpp``, compiled at its first use and called with tensors."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from torch import Tensor

from summarizer.engines.cache import cache_dir
from summarizer.errors import ConfigError

SOURCE = Path(__file__).with_name("kernels.cpp")
FLAGS = ("-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-shared", "-fPIC")
CPU_INFO = Path("/proc/cpuinfo")


def find_compiler() -> str | None:
    """The C++ compiler: ``$CXX``, or g++; None where there is none."""
    names = (os.environ.get("CXX"), "g++")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def has_matrix_units() -> bool:
    """Whether this processor multiplies matrices of bfloat16 in units of their own."""
    return CPU_INFO.exists() and "amx_bf16" in CPU_INFO.read_text(encoding="utf-8")


@cache
def load_kernels() -> ctypes.CDLL:
    """The library for this processor, from the cache folder or compiled now, in two seconds.

    Raises:
        ConfigError: there is no compiler, or it fails.
    """
    compiler = find_compiler()
    if compiler is None:
        raise ConfigError(
            "Fused training needs a C++ compiler, and there is none ($CXX, g++). "
            "Install g++ 12 or later, or set is_fused = false."
        )
    parts = [SOURCE.read_text(encoding="utf-8"), compiler, *FLAGS, _processor()]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    library = cache_dir() / "kernels" / f"{key}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        partial = library.with_suffix(f".{os.getpid()}")
        command = [compiler, *FLAGS, "-o", str(partial), str(SOURCE)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ConfigError(
                f"{compiler} cannot compile {SOURCE.name} ({done.stderr.strip()[-300:]}). "
                "Use g++ 12 or later, or set is_fused = false."
            )
        partial.replace(library)
    return ctypes.CDLL(str(library))


def call(name: str, *arguments: Tensor | int | float | None) -> None:
    """Runs one kernel: tensors go by address, int as ``long``, float as ``float``."""
    getattr(load_kernels(), name)(*map(_c_value, arguments))


def _c_value(
    argument: Tensor | int | float | None,
) -> ctypes.c_void_p | ctypes.c_float | ctypes.c_long:
    if argument is None:
        return ctypes.c_void_p(None)
    if isinstance(argument, Tensor):
        return ctypes.c_void_p(argument.data_ptr())
    return ctypes.c_float(argument) if isinstance(argument, float) else ctypes.c_long(argument)


def _processor() -> str:
    """What ``-march=native`` depends on."""
    if not CPU_INFO.exists():
        return ""
    first = CPU_INFO.read_text(encoding="utf-8").split("\n\n")[0]
    return "\n".join(line for line in first.splitlines() if line.startswith(("flags", "model")))
