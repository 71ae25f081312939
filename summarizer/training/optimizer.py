"""Muon for the hidden matrices, Adam for embeddings, norms and biases.

Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers") replaces a matrix's momentum by
its nearest orthogonal matrix. torch.optim.Muon computes that in bfloat16, which a CPU without
matrix units emulates at a fifth of float32's speed; here matrices of one shape are stacked and
orthogonalised together in float32.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of the quintic iteration, from the same source."""


def orthogonalize(matrices: Tensor, n_steps: int = 5) -> Tensor:
    """(N, R, C) matrices to roughly orthogonal ones: singular values between 0.7 and 1.2."""
    a, b, c = _NEWTON_SCHULZ
    x = matrices
    is_tall = x.shape[-2] > x.shape[-1]
    if is_tall:
        x = x.transpose(-1, -2)
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(n_steps):
        gram = x @ x.transpose(-1, -2)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.transpose(-1, -2) if is_tall else x


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised; for two-dimensional parameters only."""

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        assert closure is None
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[nn.Parameter]] = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    by_shape[p.shape].append(p)
            for shape, params in by_shape.items():
                updates = []
                for p in params:
                    state: dict[str, Any] = self.state[p]
                    if "momentum" not in state:
                        state["momentum"] = torch.zeros_like(p)
                    velocity = state["momentum"]
                    velocity.lerp_(p.grad, 1 - group["momentum"])
                    updates.append(p.grad.lerp(velocity, group["momentum"]))
                stacked = orthogonalize(torch.stack(updates))
                step = group["lr"] * max(1.0, shape[0] / shape[1]) ** 0.5
                for p, update in zip(params, stacked, strict=True):
                    if group["weight_decay"]:
                        p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.add_(update, alpha=-step)


def make_optimizers(
    model: nn.Module, *, muon_lr: float, adam_lr: float, weight_decay: float
) -> tuple[Muon, torch.optim.Adam]:
    """The pair; every parameter is in exactly one of them."""
    hidden = [p for n, p in model.named_parameters() if p.ndim == 2 and "shared" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "shared" in n]
    return (
        Muon(hidden, lr=muon_lr, weight_decay=weight_decay),
        torch.optim.Adam(others, lr=adam_lr, betas=(0.9, 0.98), eps=1e-9),
    )
