"""Muon for the hidden matrices, Adam for embeddings, norms and biases.

Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers") replaces a matrix's momentum by
its nearest orthogonal matrix. torch.optim.Muon computes that in bfloat16 always, which a CPU
without matrix units emulates at a fifth of float32's speed; here the run's precision decides, and
matrices of one shape are stacked and orthogonalised together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class MuonRates:
    """Learning rate, momentum, decoupled weight decay and type of the products of one update."""

    lr: float
    momentum: float = 0.95
    weight_decay: float = 0.0
    dtype: torch.dtype = torch.float32


@torch.no_grad()
def muon_update(
    parameters: Sequence[Tensor],
    gradients: Sequence[Tensor],
    momenta: Sequence[Tensor],
    rates: MuonRates,
) -> None:
    """Updates ``parameters`` and ``momenta`` in place; matrices of one shape go together."""
    by_shape: dict[torch.Size, list[int]] = defaultdict(list)
    for i, parameter in enumerate(parameters):
        by_shape[parameter.shape].append(i)
    for shape, members in by_shape.items():
        updates = []
        for i in members:
            momenta[i].lerp_(gradients[i], 1 - rates.momentum)
            updates.append(gradients[i].lerp(momenta[i], rates.momentum))
        step = rates.lr * max(1.0, shape[0] / shape[1]) ** 0.5
        made = orthogonalize(torch.stack(updates).to(rates.dtype))
        for i, update in zip(members, made, strict=True):
            if rates.weight_decay:
                parameters[i].mul_(1 - rates.lr * rates.weight_decay)
            parameters[i].add_(update, alpha=-step)


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised; for two-dimensional parameters only."""

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.dtype = dtype

    @property
    def parameters(self) -> list[nn.Parameter]:
        return list(self.param_groups[0]["params"])

    @property
    def rates(self) -> MuonRates:
        group = self.param_groups[0]
        return MuonRates(group["lr"], group["momentum"], group["weight_decay"], self.dtype)

    def momentum_of(self, parameter: nn.Parameter) -> Tensor:
        """The momentum of ``parameter``, zero before its first step; part of the state."""
        state: dict[str, Any] = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        momentum: Tensor = state["momentum"]
        return momentum

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        assert closure is None
        stepped = [p for p in self.parameters if p.grad is not None]
        muon_update(
            stepped,
            [p.grad for p in stepped if p.grad is not None],
            [self.momentum_of(p) for p in stepped],
            self.rates,
        )


def make_optimizers(
    model: nn.Module,
    *,
    muon_lr: float,
    adam_lr: float,
    weight_decay: float,
    dtype: torch.dtype = torch.float32,
) -> tuple[Muon, torch.optim.Adam]:
    """The pair; every parameter is in exactly one of them."""
    hidden = [p for n, p in model.named_parameters() if p.ndim == 2 and "shared" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "shared" in n]
    return (
        Muon(hidden, lr=muon_lr, weight_decay=weight_decay, dtype=dtype),
        torch.optim.Adam(others, lr=adam_lr, betas=(0.9, 0.98), eps=1e-9, fused=True),
    )
