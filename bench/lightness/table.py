"""The bench's tables as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.lightness.curve import geometric_mean
from bench.lightness.score import MEASURES, Row, Scored
from bench.lightness.tools import EFFORTS

# effort, most bytes as a part of the best peer's, most CPU as a part of gltf-transform optimize's
TARGETS = (("fast", 1.0, 0.5), ("default", 0.90, 2.0))


def model_lines(scored: Scored) -> Iterator[str]:
    """Every file of one model, then our bytes at equal fidelity."""
    yield f"\n{scored.model.name} ({scored.model.origin}, {scored.model.path.stat().st_size / 1000:,.0f} KB)"
    yield f"  {'tool':36}{'KB':>9}{'CPU s':>8}{'PSNR dB':>9}{'SSIM':>8}{'ΔE':>7}{'p95':>7}{'errors':>8}{'decoded':>9}"
    yield from (_row(row) for row in scored.rows)
    yield from (f"  FAILED {sentence}" for sentence in scored.failed)
    for effort in EFFORTS:
        best = scored.best_peer(effort, "psnr")
        ratios = [scored.ratio(effort, measure) for measure in MEASURES]
        if best and all(ratios):
            told = "  ".join(f"{name} {ratio:.2f}" for name, ratio in zip(("PSNR", "SSIM", "ΔE"), ratios, strict=True))
            about = "" if best[1].sure else " (its nearest file: beyond its curve's end)"
            yield f"  {effort:8} bytes x best peer at equal  {told}   best: {best[0]}{about}"


def _row(row: Row) -> str:
    look, name = row.likeness, f"{row.made.curve} {row.made.setting}"
    counted = "".join(
        f"{'-' if count is None else count:>{width}}" for count, width in ((row.errors, 8), (row.errors_decoded, 9))
    )
    return (
        f"  {name:36}{row.bytes / 1000:9.1f}{row.made.cpu_s:8.2f}{look.psnr_db:9.2f}{look.ssim:8.4f}"
        f"{look.delta_e_mean:7.2f}{look.delta_e_p95:7.2f}{counted}"
    )


def summary_lines(every: Sequence[Scored]) -> Iterator[str]:
    """Geometric means, spread, CPU, and each target with how far it is met or missed."""
    yield "\nour bytes x the best peer's at equal fidelity, geometric means"
    yield f"{'effort':9}{'models':>7}{'PSNR':>8}{'SSIM':>8}{'ΔE':>8}{'worst':>8}{'best':>8}{'CPU x':>8}"
    for effort in EFFORTS:
        for origin in ("sample", "catalogue", "all"):
            held = [one for one in every if origin in ("all", one.model.origin)]
            yield from _mean_line(held, effort, origin)
    for effort, most_bytes, most_cpu in TARGETS:
        ratios, cpu = _ratios(every, effort, "psnr"), _cpu(every, effort)
        if ratios and cpu:
            yield _target(f"{effort}: bytes x best peer at equal PSNR", geometric_mean(ratios), most_bytes)
            yield _target(f"{effort}: CPU x gltf-transform optimize", geometric_mean(cpu), most_cpu)
    yield _validity([row for one in every for row in one.rows if row.made.tool == "arkit"])


def _validity(own: Sequence[Row]) -> str:
    """The validator's target; files it was not run on are not said to be without errors."""
    name = "validator errors, as is and decoded"
    counted = [row.errors + (row.errors_decoded or 0) for row in own if row.errors is not None]
    if not counted:
        return f"not run {name}"
    missing = sum(row.errors is None or row.errors_decoded is None for row in own)
    return _target(name, sum(counted), 0) + (f"; {missing} of {len(own)} files not looked into" if missing else "")


def _mean_line(held: Sequence[Scored], effort: str, origin: str) -> Iterator[str]:
    ratios = {measure: _ratios(held, effort, measure) for measure in MEASURES}
    cpu = _cpu(held, effort)
    if not ratios["psnr"] or not cpu:
        return
    means = "".join(f"{geometric_mean(ratios[measure]):8.3f}" for measure in MEASURES)
    spread = f"{max(ratios['psnr']):8.2f}{min(ratios['psnr']):8.2f}"
    yield f"{effort:9}{len(ratios['psnr']):7}{means}{spread}{geometric_mean(cpu):8.2f}   {origin}"


def _ratios(every: Sequence[Scored], effort: str, measure: str) -> list[float]:
    return [ratio for ratio in (one.ratio(effort, measure) for one in every) if ratio is not None]


def _cpu(every: Sequence[Scored], effort: str) -> list[float]:
    """Our CPU as a part of gltf-transform optimize's, by model."""
    pairs = [(one.row("arkit", effort), one.row("gltf-transform", "optimize")) for one in every]
    return [own.made.cpu_s / peer.made.cpu_s for own, peer in pairs if own and peer]


def _target(name: str, value: float, limit: float) -> str:
    off = "" if limit == 0 else f", {abs(value / limit - 1):.0%} {'inside' if value <= limit else 'over'}"
    return f"{'met   ' if value <= limit + 1e-9 else 'MISSED'} {name}: {value:.3g} (target {limit:g}{off})"


__all__ = ["TARGETS", "model_lines", "summary_lines"]
