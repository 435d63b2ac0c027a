"""What was turned while a picture was painted, told and repeated."""

from dataclasses import replace

from nst_core.settings.settings import Settings
from nst_core.settings.steering import STEERABLE, Course, Turn

CHOSEN = Settings(beta=10, iterations=50)


def test_turns_hold_from_their_iteration_on():
    course = Course(CHOSEN, [Turn(5, {"beta": 20.0}), Turn(9, {"beta": 30.0})])
    assert [course(iteration).beta for iteration in (0, 4, 5, 8, 9, 50)] == [
        10,
        10,
        20,
        20,
        30,
        30,
    ]


def test_only_what_changes_is_noted():
    course = Course(CHOSEN)
    course.steer(3, CHOSEN)
    course.steer(4, replace(CHOSEN, alpha=2, iterations=80))
    course.steer(5, replace(CHOSEN, alpha=2, iterations=80))
    assert course.turns == [Turn(4, {"alpha": 2.0, "iterations": 80})]


def test_what_is_fixed_at_the_start_is_not_turned():
    course = Course(CHOSEN)
    assert course.steer(3, replace(CHOSEN, size=99, seed=7, network="vgg16")) == CHOSEN
    assert course.turns == []
    assert {"alpha", "beta", "weight_conv5_1", "iterations"} <= STEERABLE
