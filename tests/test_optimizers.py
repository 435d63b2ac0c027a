"""Both optimisers, on functions whose answers are known."""

import tracemalloc

import keras
import numpy as np
import pytest
import tensorflow as tf

from nst_core.optimizers import LBFGS, Adam, Evaluation, Pair, two_loop_direction


class Counting:
    """A function that counts how often it is called."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, x):
        self.calls += 1
        return self.function(x)


def rosenbrock(x):
    """The banana valley; its least value 0 is at (1, 1)."""
    a, b = x.astype(np.float64)
    gradient = [-400 * a * (b - a**2) - 2 * (1 - a), 200 * (b - a**2)]
    loss = 100 * (b - a**2) ** 2 + (1 - a) ** 2
    return Evaluation(loss, np.array(gradient, np.float32))


def bowl(hessian):
    def function(x):
        gradient = hessian @ x
        return Evaluation(float(x @ gradient) / 2, gradient.astype(np.float32))

    return function


def bowl_along_axes(slopes):
    def function(x):
        gradient = slopes * x
        return Evaluation(float(x @ gradient) / 2, gradient)

    return function


@pytest.fixture
def steep_bowl(rng):
    """A bowl in ten dimensions, 1000 times steeper one way than another."""
    turn, _ = np.linalg.qr(rng.normal(size=(10, 10)))
    return bowl((turn * np.geomspace(1, 1000, 10)) @ turn.T)


def run(optimizer, function, x, steps):
    x = x.astype(np.float32)
    state = optimizer.init(function, x)
    for _ in range(steps):
        x, state = optimizer.step(function, x, state)
    return x, state


def test_adam_is_keras_adam_for_ten_steps(rng):
    start = rng.normal(size=5).astype(np.float32)
    variable = keras.Variable(start)
    theirs = keras.optimizers.Adam(2.0, 0.9, 0.999, epsilon=1e-8)
    for _ in range(10):
        gradient = np.cos(variable.numpy()) + variable.numpy()
        theirs.apply([tf.constant(gradient)], [variable])

    def function(x):
        return Evaluation(0.0, np.cos(x) + x)

    ours, _ = run(Adam(learning_rate=2.0), function, start, 10)
    # ten steps of float32 rounding in another order
    np.testing.assert_allclose(ours, variable.numpy(), rtol=1e-5, atol=1e-5)


def test_lbfgs_finds_the_end_of_the_banana_valley():
    x, state = run(
        LBFGS(first_step=0.1, noise=0.0), rosenbrock, np.array([-1.2, 1]), 60
    )

    assert state.evaluation.loss < 1e-6
    np.testing.assert_allclose(x, [1, 1], atol=1e-2)


def test_adam_goes_down_the_banana_valley():
    _, state = run(Adam(learning_rate=0.05), rosenbrock, np.array([-1.2, 1]), 1000)

    assert state.evaluation.loss < 0.1


def test_two_loops_equal_the_dense_inverse_hessian(rng):
    """BFGS written out with matrices (Nocedal & Wright, eqs. 7.16 and 7.20)."""
    hessian = np.diag(np.geomspace(1, 50, 6))
    steps = rng.normal(size=(4, 6))
    pairs = [Pair(s, hessian @ s, 1 / (s @ hessian @ s)) for s in steps]
    last = pairs[-1]
    inverse = np.eye(6) / (last.rho * (last.y @ last.y))
    for s, y, rho in pairs:
        v = np.eye(6) - rho * np.outer(y, s)
        inverse = v.T @ inverse @ v + rho * np.outer(s, s)
    gradient = rng.normal(size=6).astype(np.float32)

    direction = two_loop_direction(gradient, tuple(pairs))
    np.testing.assert_allclose(direction, -inverse @ gradient, rtol=1e-4)


@pytest.mark.parametrize("optimizer", [Adam(), LBFGS(), LBFGS(history=3)])
def test_a_step_holds_at_most_the_arrays_it_says(optimizer):
    """NumPy tells tracemalloc what it allocates; x and both gradients count."""
    slopes = np.geomspace(0.1, 3, 100_000, dtype=np.float32)
    function = bowl_along_axes(slopes)
    tracemalloc.start()
    try:
        x = np.full_like(slopes, 100)
        state = optimizer.init(function, x)
        for _ in range(15):  # until L-BFGS has all of its pairs
            tracemalloc.reset_peak()
            x, state = optimizer.step(function, x, state)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    arrays = peak / x.nbytes
    assert optimizer.peak_arrays - 1 < arrays < optimizer.peak_arrays + 0.1


@pytest.mark.parametrize("optimizer", [Adam(), LBFGS()])
def test_two_runs_are_equal_to_the_last_bit(optimizer, steep_bowl, rng):
    start = rng.normal(size=10)
    first, _ = run(optimizer, steep_bowl, start, 20)
    second, _ = run(optimizer, steep_bowl, start, 20)

    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("optimizer", [Adam(), LBFGS(first_step=100)])
def test_every_evaluation_is_counted(optimizer, steep_bowl, rng):
    """A first step of 100 is far too long, so L-BFGS has to try again."""
    function = Counting(steep_bowl)
    _, state = run(optimizer, function, rng.normal(size=10), 15)

    assert state.evaluations == function.calls >= 16


def test_lbfgs_beats_its_noise(steep_bowl, rng):
    """Costs and gradients with 0.2 % of noise, as bfloat16 has, still lead down."""

    def noisy(x):
        loss, gradient, _ = steep_bowl(x)
        spoiled = gradient * (1 + 0.002 * rng.normal(size=gradient.shape))
        return Evaluation(loss * (1 + 5e-5 * rng.normal()), spoiled.astype(np.float32))

    start = rng.normal(size=10).astype(np.float32)
    x, _ = run(LBFGS(), noisy, start, 100)
    assert steep_bowl(x).loss < 1e-4 * steep_bowl(start).loss


def test_lbfgs_never_keeps_a_pair_of_bad_curvature(rng):
    """On a saddle the gradient falls along a step; such a pair would lead uphill."""
    saddle = bowl(np.diag([1.0, -1.0]))
    optimizer = LBFGS(first_step=0.1)
    x = np.array([0.5, 0.1], np.float32)
    state = optimizer.init(saddle, x)
    for _ in range(10):
        x, state = optimizer.step(saddle, x, state)
        assert all(np.vdot(pair.s, pair.y) > 0 for pair in state.pairs)


def test_lbfgs_recovers_from_a_step_into_nowhere(steep_bowl):
    """Beyond radius 3 the function is not a number; the steps stay inside."""

    def fenced(x):
        if np.linalg.norm(x) > 3:
            return Evaluation(float("nan"), np.full_like(x, np.nan))
        return steep_bowl(x)

    start = np.full(10, 0.9)
    _, state = run(LBFGS(first_step=50), fenced, start, 40)
    assert state.evaluation.loss < 1e-3


def test_lbfgs_stays_where_nothing_is_lower(steep_bowl):
    x, state = run(LBFGS(), steep_bowl, np.zeros(10), 3)

    assert state.evaluation.loss == 0
    np.testing.assert_array_equal(x, 0)


def test_an_optimiser_does_not_change_its_arguments(steep_bowl, rng):
    for optimizer in (Adam(), LBFGS()):
        x = rng.normal(size=10).astype(np.float32)
        kept = x.copy()
        state = optimizer.init(steep_bowl, x)
        optimizer.step(steep_bowl, x, state)
        np.testing.assert_array_equal(x, kept)


def test_lbfgs_starts_anew_when_all_tries_lead_nowhere(steep_bowl, rng):
    """Four answers in a row are no numbers; the fifth step goes on."""
    broken = range(8, 12)
    function = Counting(steep_bowl)

    def sometimes(x):
        answer = function(x)
        return (
            answer._replace(loss=float("nan")) if function.calls in broken else answer
        )

    start = rng.normal(size=10)
    _, state = run(LBFGS(), sometimes, start, 60)
    assert np.isfinite(state.evaluation.loss)
    assert state.evaluation.loss < 1e-3 * steep_bowl(start).loss
