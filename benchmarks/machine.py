"""What a benchmark ran on, so that its figures can be read later and elsewhere."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

from summarizer.engines.batching import n_cores

FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "amx_bf16")
"""Instruction sets that matrix kernels choose by."""

PACKAGES = ("ctranslate2", "torch", "transformers", "sentencepiece", "numpy")


def describe_machine() -> list[tuple[str, str]]:
    """Processor, cores, instruction sets, memory, load, versions and models, by name."""
    info = _cpu_info()
    flags = set(info.get("flags", info.get("Features", "")).split())
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    rows = [
        ("processor", info.get("model name") or platform.processor() or platform.machine()),
        ("cores for this process", f"{n_cores()} of {os.cpu_count()}"),
        ("instruction sets", ", ".join(f for f in FLAGS if f in flags) or "none of those known"),
        ("memory", f"{memory_gb():.0f} GB"),
        ("load when it began", "unknown" if load is None else f"{load:.1f}"),
        ("system", platform.platform()),
        ("python", platform.python_version()),
    ]
    rows += [(name, importlib.metadata.version(name)) for name in PACKAGES]
    return rows + _models()


def _models() -> list[tuple[str, str]]:
    from summarizer.engines.checkpoint import WEIGHTS_FILE, read_checkpoint
    from summarizer.engines.registry import SHIPPED_TRANSLATOR

    checkpoint = read_checkpoint(SHIPPED_TRANSLATOR)
    size = (SHIPPED_TRANSLATOR / WEIGHTS_FILE).stat().st_size / 1e6
    config = checkpoint.config
    layers = f"{config['encoder_layers']} + {config['decoder_layers']} layers"
    return [
        (
            "shipped translator",
            f"{checkpoint.n_parameters / 1e6:.1f} M parameters, {layers}, width "
            f"{config['d_model']}, {size:.0f} MB, SHA-256 {(checkpoint.sha256 or '')[:12]}",
        )
    ]


def _cpu_info() -> dict[str, str]:
    """The first core's entries of /proc/cpuinfo; none where there is no such file."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return {}
    first = text.split("\n\n", 1)[0]
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def memory_gb() -> float:
    """Of the whole machine; 0 where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError, AttributeError):
        return 0.0
