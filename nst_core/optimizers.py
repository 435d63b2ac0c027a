"""Adam and L-BFGS, with explicit state.

Knows neither pictures nor networks: an array goes in, an array comes out. The function
to be made small takes an array and returns an `Evaluation`; a state always holds the
evaluation of the array it belongs to, so the loop reads losses without paying for them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
OptimizerName = Literal["lbfgs", "adam"]


class Evaluation(NamedTuple):
    """Loss and gradient at one array."""

    loss: float
    gradient: Array  # same shape as the array
    details: Any = None  # carried along, never read


Function = Callable[[Array], Evaluation]


class State(Protocol):
    """Common part of every optimiser's state."""

    @property
    def evaluation(self) -> Evaluation: ...  # of the current array; changes each step

    @property
    def evaluations(self) -> int: ...  # how often the function was called

    def state_arrays(
        self,
    ) -> dict[str, Array]: ...  # all but the evaluation, to be stored


StateT = TypeVar("StateT")


class Optimizer(Protocol[StateT]):
    """`init` evaluates the array, `step` moves it; neither changes its arguments.

    `restore` is `init` with a state's `state_arrays`, at the array it belonged to.
    """

    @property
    def peak_arrays(self) -> int: ...  # like x, in a step, with x and both gradients

    def init(self, function: Function, x: Array) -> StateT: ...

    def restore(
        self, function: Function, x: Array, arrays: Mapping[str, Array]
    ) -> StateT: ...

    def step(
        self, function: Function, x: Array, state: StateT
    ) -> tuple[Array, StateT]: ...


class AdamState(NamedTuple):
    """Adam's moments of past gradients."""

    evaluation: Evaluation
    evaluations: int
    steps: int  # t in the paper; grows by one each step
    mean: Array  # m_t
    mean_square: Array  # v_t

    def state_arrays(self) -> dict[str, Array]:
        counts = np.array([self.evaluations, self.steps])
        return {"counts": counts, "mean": self.mean, "mean_square": self.mean_square}


@dataclass(frozen=True)
class Adam:
    """Adam as Kingma & Ba (2015), sec. 2, last paragraph, which Keras also uses.

    The epsilon there is the paper's "epsilon hat": it is added before the correction
    of the bias, not after.
    """

    learning_rate: float = 2.0
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8

    @property
    def peak_arrays(self) -> int:
        """Old and new of x, gradient, m and v, and the move between them."""
        return 9

    def init(self, function: Function, x: Array) -> AdamState:
        return AdamState(function(x), 1, 0, np.zeros_like(x), np.zeros_like(x))

    def restore(
        self, function: Function, x: Array, arrays: Mapping[str, Array]
    ) -> AdamState:
        evaluations, steps = (int(count) for count in arrays["counts"])
        moments = arrays["mean"], arrays["mean_square"]
        return AdamState(function(x), evaluations, steps, *moments)

    def step(
        self, function: Function, x: Array, state: AdamState
    ) -> tuple[Array, AdamState]:
        steps = state.steps + 1
        gradient = state.evaluation.gradient
        mean = state.mean + (gradient - state.mean) * np.float32(1 - self.beta_1)
        square = state.mean_square + (
            np.square(gradient) - state.mean_square
        ) * np.float32(1 - self.beta_2)
        rate = self.learning_rate * math.sqrt(1 - self.beta_2**steps)
        rate /= 1 - self.beta_1**steps
        move = np.float32(rate) * mean / (np.sqrt(square) + np.float32(self.epsilon))
        moved = (x - move).astype(np.float32, copy=False)
        del move
        count = state.evaluations + 1
        return moved, AdamState(function(moved), count, steps, mean, square)


class Pair(NamedTuple):
    """One remembered step; the letters are the book's."""

    s: Array  # x_{k+1} - x_k
    y: Array  # gradient_{k+1} - gradient_k
    rho: float  # 1 / (y . s)


class LBFGSState(NamedTuple):
    """L-BFGS's estimate of the curvature."""

    evaluation: Evaluation
    evaluations: int
    pairs: tuple[Pair, ...]  # oldest first; grows to `history`, emptied when in doubt
    step_rms: float  # root mean square of the next blind step; shrinks when one fails

    def state_arrays(self) -> dict[str, Array]:
        numbers = [self.evaluations, self.step_rms, *(pair.rho for pair in self.pairs)]
        arrays = {"numbers": np.array(numbers)}
        for index, pair in enumerate(self.pairs):
            arrays |= {f"s {index}": pair.s, f"y {index}": pair.y}
        return arrays


@dataclass(frozen=True)
class LBFGS:
    """Limited-memory BFGS, made to live with rounding noise.

    The letters are those of Nocedal & Wright, "Numerical Optimization" (2006),
    Algorithms 7.4 and 7.5.

    Differs from the book: the unit step is tried first and taken if it lowers the loss
    (Armijo, eq. 3.4, with `noise` of slack, because losses computed in low precision
    are never exact); otherwise it is cut down, at most `tries` times, after which all
    memory is dropped and the next step is a short one straight down. Without the
    curvature condition of a full line search, pairs of bad curvature occur; they are
    skipped.
    """

    history: int = 10
    first_step: float = 4.0  # root mean square change of a step without memory
    tries: int = 4
    decrease: float = 1e-4  # c_1 of eq. 3.4
    shrink: float = 0.25
    noise: float = 1e-4  # relative error allowed to the loss
    bad_curvature: float = 1e-6  # least cosine between s and y

    @property
    def peak_arrays(self) -> int:
        """The pairs; old and new of x and gradient, the step, and y.

        The oldest pair is dropped only when the newest is there.
        """
        return 2 * self.history + 6

    def init(self, function: Function, x: Array) -> LBFGSState:
        return LBFGSState(function(x), 1, (), self.first_step)

    def restore(
        self, function: Function, x: Array, arrays: Mapping[str, Array]
    ) -> LBFGSState:
        evaluations, step_rms, *rhos = arrays["numbers"].tolist()
        pairs = tuple(
            Pair(arrays[f"s {index}"], arrays[f"y {index}"], rho)
            for index, rho in enumerate(rhos)
        )
        return LBFGSState(function(x), int(evaluations), pairs, step_rms)

    def step(
        self, function: Function, x: Array, state: LBFGSState
    ) -> tuple[Array, LBFGSState]:
        now, pairs, step_rms = state.evaluation, state.pairs, state.step_rms
        direction = two_loop_direction(now.gradient, pairs)
        slope = _dot(direction, now.gradient)
        if not pairs or not slope < 0:
            pairs = ()
            direction = _blind_direction(now.gradient, step_rms)
            slope = _dot(direction, now.gradient)
        s, length, failed = direction, 1.0, now
        for attempt in range(1, self.tries + 1):
            moved = x + s
            there = function(moved)
            limit = self.decrease * length * slope + self.noise * abs(now.loss)
            if there.loss <= now.loss + limit:  # NaN fails this test too
                pairs = self._remember(pairs, s, there.gradient - now.gradient)
                count = state.evaluations + attempt
                return moved, LBFGSState(there, count, pairs, self.first_step)
            s *= np.float32(self.shrink)  # a power of two, so nothing is rounded
            length *= self.shrink
            failed = now if pairs or math.isfinite(there.loss) else there
            del moved, there  # as large as the next ones
        count = state.evaluations + self.tries
        return x, LBFGSState(failed, count, (), step_rms * self.shrink**self.tries)

    def _remember(
        self, pairs: tuple[Pair, ...], s: Array, y: Array
    ) -> tuple[Pair, ...]:
        curvature = _dot(s, y)
        if not curvature > self.bad_curvature * math.sqrt(_dot(s, s) * _dot(y, y)):
            return pairs
        return (*pairs, Pair(s, y, 1 / curvature))[-self.history :]


def make_optimizer(
    name: OptimizerName, learning_rate: float, history: int
) -> Optimizer[Any]:
    """Optimiser of that name; Adam takes the rate, L-BFGS remembers `history` steps."""
    if name == "adam":
        return Adam(learning_rate=learning_rate)
    return LBFGS(history=history)


def two_loop_direction(gradient: Array, pairs: tuple[Pair, ...]) -> Array:
    """Minus the inverse Hessian's estimate times the gradient.

    Source: Nocedal & Wright (2006), Algorithm 7.4, with H_0 of eq. 7.20.
    """
    q = gradient.copy()
    alphas = []
    for pair in reversed(pairs):
        alpha = pair.rho * _dot(pair.s, q)
        q -= np.float32(alpha) * pair.y
        alphas.append(alpha)
    if pairs:
        last = pairs[-1]
        q *= np.float32(1 / (last.rho * _dot(last.y, last.y)))
    for pair, alpha in zip(pairs, reversed(alphas), strict=True):
        beta = pair.rho * _dot(pair.y, q)
        q += np.float32(alpha - beta) * pair.s
    return np.negative(q, out=q)


def _blind_direction(gradient: Array, step_rms: float) -> Array:
    """Steepest descent of root mean square `step_rms`; 0 where flat."""
    size = math.sqrt(_dot(gradient, gradient) / gradient.size)
    return -gradient * np.float32(step_rms / size if size > 0 else 0)


def _dot(a: Array, b: Array) -> float:
    return float(np.vdot(a, b))
