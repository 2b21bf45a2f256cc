from itertools import combinations

import numpy as np
import pytest

from mlpm_analytics.charts.theme import (
    BESIDE_PHASES,
    CATEGORIES_DARK,
    CATEGORIES_LIGHT,
    DARK,
    DARK_BACKGROUND,
    LIGHT,
    LIGHT_BACKGROUND,
    MUTED,
    PATTERNS,
    Look,
)

# How colours reach an eye, in linear RGB: Machado, Oliveira and Fernandes 2009, full severity.
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(color):
    channels = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(color, eye):
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear(color), 0, 1) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(color, background):
    darker, lighter = sorted(TO_XYZ[1] @ linear(one) for one in (color, background))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_phases_stay_apart_for_every_eye(colors, eye):
    distances = [np.linalg.norm(lab(one, eye) - lab(other, eye)) for one, other in combinations(colors, 2)]
    assert min(distances) > 20


@pytest.mark.parametrize(("colors", "background"), [(LIGHT, LIGHT_BACKGROUND), (DARK, DARK_BACKGROUND)])
def test_phases_stand_out_from_their_background(colors, background):
    assert min(contrast(color, background) for color in colors) > 3


def test_a_phase_beyond_the_sixth_has_an_old_colour_with_another_pattern():
    look = Look(tuple(f"phase {number}" for number in range(1, 11)))
    assert look.color("phase 7") == look.color("phase 1")
    assert look.pattern("phase 7") != look.pattern("phase 1")
    assert len({(look.color(phase), look.pattern(phase)) for phase in look.phases}) == len(look.phases)


def test_every_one_of_six_phases_has_its_own_pattern():
    assert len(set(PATTERNS[:6])) == 6


def test_the_place_of_a_phase_decides_its_colour_whatever_it_is_called():
    assert Look(("A", "B")).color("B") == Look(("X", "Y", "Z")).color("Y")


def test_streamlit_gets_enough_colours_to_take_them():
    assert len(CATEGORIES_LIGHT) >= 10
    assert len(CATEGORIES_DARK) >= 10


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(("phases", "place"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_what_stands_beside_phases_stays_apart_from_them_for_every_eye(phases, place, eye):
    colors = [*phases, MUTED, *(looks[place] for looks in BESIDE_PHASES)]
    others = [pair for pair in combinations(colors, 2) if not set(pair) <= {*phases, MUTED}]
    assert min(np.linalg.norm(lab(one, eye) - lab(other, eye)) for one, other in others) > 20
    background = (LIGHT_BACKGROUND, DARK_BACKGROUND)[place]
    assert min(contrast(looks[place], background) for looks in BESIDE_PHASES) > 3
