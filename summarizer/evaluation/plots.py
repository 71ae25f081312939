"""Small SVG plots, drawn here: no library, no script, no network.

Each is 380 units wide, so that its text stays readable at phone width and two or three stand
side by side on a desk. Colours are CSS variables of the report (``--c0`` to ``--c7``, a
palette that the colour-blind can tell apart); everything else takes the text colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 380
_MAX_LEFT = 190
"""Most room that the names beside a plot may take, half of it."""
_RIGHT = 14
_ROW = 24
N_COLOURS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled value with its interval."""

    label: str
    value: float
    low: float
    high: float
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A labelled place, with a vertical interval."""

    label: str
    x: float
    y: float
    low: float
    high: float
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """Quantiles (5, 25, 50, 75, 95 %) of a distribution."""

    label: str
    quantiles: tuple[float, float, float, float, float]
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One value per column, NaN where there is none."""

    label: str
    values: tuple[float, ...]
    colour: int = 0


def ticks(low: float, high: float, n: int = 5) -> list[float]:
    """About ``n`` round numbers from ``low`` to ``high``."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    raw = span / n
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw), 10 * power)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _text(x: float, y: float, text: str, anchor: str = "start", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'


def _colour(index: int) -> str:
    # A negative index is the reference, which is no system.
    return "var(--soft)" if index < 0 else f"var(--c{index % N_COLOURS})"


def _dashes(index: int) -> str:
    # Past the last colour they begin again: the ninth line is told from the first by its dashes.
    return ' stroke-dasharray="6 3"' if index >= N_COLOURS else ""


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _width(text: str) -> float:
    """About how wide ``text`` is in units, at the plots' size of 12, on the generous side."""
    return sum(
        4.8
        if c in "iljtfrI.,:;'|!()[]-1 "
        else 12.0
        if c in "mwMW@%"
        else 9.0
        if c.isupper()
        else 7.6
        for c in text
    )


def _short(text: str, room: float) -> str:
    """``text``, its end cut where it would be wider than ``room`` units."""
    if _width(text) <= room:
        return text
    while text and _width(text + "…") > room:
        text = text[:-1]
    return text + "…"


def _left_of(labels: Sequence[str]) -> float:
    """Where a plot starts so that its names fit beside it."""
    return min(max((_width(label) for label in labels), default=0.0) + 12, _MAX_LEFT)


def _scale(low: float, high: float, start: float, end: float) -> tuple[float, float]:
    """``(factor, offset)`` that maps low..high onto start..end."""
    factor = (end - start) / (high - low) if high > low else 0.0
    return factor, start - low * factor


def _span(values: Sequence[float], *, margin: float = 0.06) -> tuple[float, float]:
    finite = [v for v in values if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    room = (high - low) * margin or abs(high) * margin or 1.0
    return low - room, high + room


def _axis_x(low: float, high: float, top: float, bottom: float, start: float, end: float) -> str:
    k, at0 = _scale(low, high, start, end)
    parts = []
    for tick in ticks(low, high, 6):
        x = tick * k + at0
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(_under(x, bottom + 14, f"{tick:g}"))
    return "".join(parts)


def _under(x: float, y: float, label: str) -> str:
    """An axis's number under its tick; a wide one by the edge moves in rather than be cut."""
    half = _width(label) / 2
    return _text(min(max(x, half), WIDTH - half), y, label, "middle")


def interval_plot(title: str, bars: Sequence[Bar]) -> str:
    """One row per system: a dot at the score, a line over its interval."""
    low, high = _span([v for b in bars for v in (b.low, b.high, b.value)])
    bottom = 8 + _ROW * len(bars)
    left = _left_of([b.label for b in bars])
    k, at0 = _scale(low, high, left, WIDTH - _RIGHT)
    parts = [_axis_x(low, high, 4, bottom, left, WIDTH - _RIGHT)]
    for i, bar in enumerate(bars):
        y = 8 + _ROW * (i + 0.5)
        colour = _colour(bar.colour)
        parts.append(_text(left - 8, y + 4, _short(bar.label, left - 10), "end"))
        if not math.isfinite(bar.value):
            continue
        tip = f"{bar.label}: {bar.value:.2f}"
        if math.isfinite(bar.low) and math.isfinite(bar.high):
            tip += f" [{bar.low:.2f}, {bar.high:.2f}]"
            x1, x2 = bar.low * k + at0, bar.high * k + at0
            parts.append(
                f'<line x1="{x1:.1f}" y1="{y}" x2="{x2:.1f}" y2="{y}" '
                f'stroke="{colour}" stroke-width="3"/>'
            )
        parts.append(
            f'<circle cx="{bar.value * k + at0:.1f}" cy="{y}" r="4.5" fill="{colour}">'
            f"<title>{escape(tip)}</title></circle>"
        )
    return _svg(bottom + 22, title, parts)


def scatter_plot(title: str, x_label: str, y_label: str, points: Sequence[Point]) -> str:
    """Quality against speed; the x axis is logarithmic, labels stand beside their points."""
    top, bottom, left = 22.0, 214.0, 40.0
    logs = [math.log10(p.x) for p in points]
    x_low, x_high = _span(logs, margin=0.12)
    y_low, y_high = _span([v for p in points for v in (p.low, p.high, p.y)], margin=0.12)
    kx, x0 = _scale(x_low, x_high, left, WIDTH - _RIGHT)
    ky, y0 = _scale(y_low, y_high, bottom, top)
    parts = []
    for tick in _log_ticks(x_low, x_high):
        x = math.log10(tick) * kx + x0
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(_under(x, bottom + 14, f"{tick:,.0f}" if tick >= 1 else f"{tick:g}"))
    parts.append(_axis_y(y_low, y_high, left, top, bottom))
    parts.append(_text(WIDTH - _RIGHT, bottom + 30, x_label, "end"))
    parts.append(_text(4, 12, y_label))
    taken: list[tuple[float, float, float]] = []
    for point, log_x in sorted(zip(points, logs, strict=True), key=lambda z: z[0].y):
        x, y = log_x * kx + x0, point.y * ky + y0
        colour = _colour(point.colour)
        parts.append(
            f'<line x1="{x:.1f}" y1="{point.low * ky + y0:.1f}" x2="{x:.1f}" '
            f'y2="{point.high * ky + y0:.1f}" stroke="{colour}" stroke-width="2"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
        )
        is_right = x > (left + WIDTH) / 2
        width = _width(_short(point.label, 150))
        start = x - 8 - width if is_right else x + 8
        label_y = y + 4
        while any(
            abs(label_y - ty) < 12 and start < te and ts < start + width for ts, te, ty in taken
        ):
            label_y -= 12
        taken.append((start, start + width, label_y))
        parts.append(
            _text(x - 8 if is_right else x + 8, label_y, _short(point.label, 150),
                  "end" if is_right else "start")
        )  # fmt: skip
    return _svg(bottom + 38, title, parts)


def _log_ticks(low: float, high: float) -> list[float]:
    """Round numbers between two powers of ten: 1, 2, 5 within a decade, else the decades."""
    steps = (1, 2, 5) if high - low < 2 else (1,)
    powers = range(math.floor(low), math.ceil(high) + 1)
    return [m * 10.0**p for p in powers for m in steps if low <= math.log10(m) + p <= high]


def _axis_y(low: float, high: float, left: float, top: float, bottom: float) -> str:
    k, at0 = _scale(low, high, bottom, top)
    parts = []
    for tick in ticks(low, high, 4):
        y = tick * k + at0
        parts.append(
            f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>'
        )
        parts.append(_text(left - 6, y + 4, f"{tick:g}", "end"))
    return "".join(parts)


def box_plot(title: str, x_label: str, boxes: Sequence[Box]) -> str:
    """One row per system: median, middle half, and the 5 to 95 % range."""
    high = max((b.quantiles[4] for b in boxes), default=1.0) * 1.05 or 1.0
    bottom = 8 + _ROW * len(boxes)
    left = _left_of([b.label for b in boxes])
    k, at0 = _scale(0.0, high, left, WIDTH - _RIGHT)
    parts = [_axis_x(0.0, high, 4, bottom, left, WIDTH - _RIGHT)]
    for i, box in enumerate(boxes):
        y = 8 + _ROW * (i + 0.5)
        q = [v * k + at0 for v in box.quantiles]
        colour = _colour(box.colour)
        tip = f"{box.label}: median {box.quantiles[2]:g}, 5 to 95 %: {box.quantiles[0]:g} to {box.quantiles[4]:g}"
        parts.append(_text(left - 8, y + 4, _short(box.label, left - 10), "end"))
        parts.append(
            f'<g><title>{escape(tip)}</title><line x1="{q[0]:.1f}" y1="{y}" x2="{q[4]:.1f}" y2="{y}" '
            f'stroke="{colour}" stroke-width="2"/><rect x="{q[1]:.1f}" y="{y - 6}" '
            f'width="{max(q[3] - q[1], 1):.1f}" height="12" rx="2" fill="{colour}"/>'
            f'<line class="median" x1="{q[2]:.1f}" y1="{y - 8}" x2="{q[2]:.1f}" y2="{y + 8}"/></g>'
        )
    parts.append(_text(WIDTH - _RIGHT, bottom + 30, x_label, "end"))
    return _svg(bottom + 36, title, parts)


def line_plot(title: str, columns: Sequence[str], x_label: str, lines: Sequence[Line]) -> str:
    """One line per system over named columns, with a key underneath."""
    top, bottom, left = 10.0, 190.0, 40.0
    low, high = _span([v for line in lines for v in line.values])
    ky, y0 = _scale(low, high, bottom, top)
    half = max((_width(c) for c in columns), default=0.0) / 2
    kx, x0 = _scale(0, max(len(columns) - 1, 1), left + half, WIDTH - half - 4)
    parts = [_axis_y(low, high, left, top, bottom)]
    parts += [_text(i * kx + x0, bottom + 15, c, "middle") for i, c in enumerate(columns)]
    parts.append(_text(WIDTH - _RIGHT, bottom + 31, x_label, "end"))
    for line in lines:
        colour = _colour(line.colour)
        places = [(i * kx + x0, v * ky + y0) for i, v in enumerate(line.values) if math.isfinite(v)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"'
            f"{_dashes(line.colour)}/>"
            + "".join(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places
            )
        )
    y = bottom + 50
    for i, line in enumerate(lines):
        x = 6 + (i % 2) * (WIDTH / 2)
        colour = _colour(line.colour)
        parts.append(
            f'<line x1="{x}" y1="{y - 4}" x2="{x + 14}" y2="{y - 4}" stroke="{colour}" '
            f'stroke-width="4"{_dashes(line.colour)}/>'
        )
        parts.append(_text(x + 18, y, _short(line.label, WIDTH / 2 - 30)))
        y += 18 * (i % 2)
    return _svg(y + (18 if len(lines) % 2 else 0), title, parts)


def heat_map(title: str, names: Sequence[str], values: Sequence[Sequence[float]]) -> str:
    """A symmetric table of correlations, shaded, each cell with its number."""
    left, top, right = 82.0, 70.0, 22.0
    cell = min(34.0, (WIDTH - left - right) / max(len(names), 1))
    parts = []
    for i, name in enumerate(names):
        y = top + cell * i
        parts.append(_text(left - 6, y + cell / 2 + 4, _short(name, 76), "end"))
        x = left + cell * (i + 0.5)
        parts.append(
            _text(
                x, top - 6, _short(name, 80), "start", f' transform="rotate(-50 {x:.1f} {top - 6})"'
            )
        )
        for j, value in enumerate(values[i]):
            known = math.isfinite(value)
            colour = "var(--c0)" if not known or value >= 0 else "var(--c1)"
            opacity = abs(value) * 0.85 if known else 0
            parts.append(
                f'<rect x="{left + cell * j:.1f}" y="{y:.1f}" width="{cell - 1:.1f}" '
                f'height="{cell - 1:.1f}" fill="{colour}" fill-opacity="{opacity:.2f}"/>'
            )
            parts.append(
                _text(
                    left + cell * (j + 0.5) - 0.5,
                    y + cell / 2 + 3.5,
                    _correlation(value),
                    "middle",
                    ' class="cell"',
                )
            )
    return _svg(top + cell * len(names) + 4, title, parts)


def _correlation(value: float) -> str:
    """``value`` in a cell's few characters: ``.83``, ``−.57``, ``1``, ``0``."""
    if not math.isfinite(value):
        return "–"
    hundredths = round(100 * value)
    if hundredths % 100 == 0:
        return str(hundredths // 100).replace("-", "−")
    return f"{'−' if hundredths < 0 else ''}.{abs(hundredths):02d}"
