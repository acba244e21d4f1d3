"""What is fitted when classes are learned: weights of the nearest keywords, and a log-linear model over words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
#: A class name counts for two keywords; keywords of a class with n of them count for n to this power.
NAME_WEIGHT, CROWD = 2.0, -0.5
#: Ridge penalty of the nearest keywords.
PENALTY = 5.0
#: What a class borrows from the classes that share its first 4 (6), 3 (4) and 2 digits.
BORROWED = (0.3, 0.3, 0.2)
#: Log-linear: dimensions of the lexical part, passes, share of the target given to neighbours, share dropped, step.
LEXICAL_DIMENSIONS, PASSES, SHARED, DROPPED, STEP, BATCH = 256, 14, 0.5, 0.3, 0.02, 256
SEED = 20261123


class Kin:
    """What each class borrows from the classes that share its first digits: a symmetric matrix, kept as its groups.

    >>> Kin(["26110", "26121", ""]).spread(np.eye(3)).round(2).tolist()
    [[1.55, 0.25, 0.0], [0.25, 1.55, 0.0], [0.0, 0.0, 1.8]]
    """

    def __init__(self, codes: Sequence[str]) -> None:
        from scipy import sparse

        self.size = len(codes)
        levels = (6, 4, 2) if max(map(len, codes), default=0) > 5 else (4, 3, 2)
        self._levels: list[tuple[Any, Any]] = []
        for digits, share in zip(levels, BORROWED, strict=True):
            # A class without a code borrows from itself, so that it does not fall behind the others.
            keys = [c[:digits] if len(c) >= digits else f"#{n}" for n, c in enumerate(codes)]
            place = {key: at for at, key in enumerate(dict.fromkeys(keys))}
            columns = np.array([place[key] for key in keys], np.int64)
            ones = (np.ones(len(codes), np.float32), (np.arange(len(codes)), columns))
            member = sparse.csr_matrix(ones, shape=(len(codes), len(place)))
            sizes = np.bincount(columns, minlength=len(place)).astype(np.float32)
            self._levels.append((member, share / sizes))

    def spread(self, values: Any) -> Any:
        """(rows, classes) · the matrix."""
        result = values.copy()
        for member, share in self._levels:
            result += (np.asarray(values @ member) * share) @ member.T
        return result


def nearness(alike: Floats, *, fitted: bool) -> Floats:
    """What likeness b (0 to 2) is multiplied by, so that near texts count for more than their share.

    1 + b/2 where weights are fitted; b where every text counts alike, which needs more contrast.
    """
    if not fitted:
        return alike
    result: Floats = alike * np.float32(0.5)
    result += 1
    return result


def text_weights(labels: Ints, names: NDArray[np.bool_], classes: int) -> NDArray[np.float64]:
    """(texts,): what each text counts for: a name more than a keyword, a keyword of a crowded class less."""
    crowd = np.bincount(labels, minlength=classes).astype(np.float64)
    weights: NDArray[np.float64] = np.where(names, NAME_WEIGHT, 1.0) * crowd[labels] ** CROWD
    return weights


def nearest_weights(alike: Floats, labels: Ints, names: NDArray[np.bool_], classes: int) -> Floats:
    """(texts, classes): what likeness to each text says for each class, by weighted kernel ridge regression.

    alike: (texts, texts) kernel, overwritten.
    """
    from scipy.linalg import cho_factor, cho_solve

    weight = text_weights(labels, names, classes)
    alike[np.diag_indices_from(alike)] += (PENALTY / weight).astype(np.float32)
    target = np.zeros((len(labels), classes), np.float32)
    target[np.arange(len(labels)), labels] = 1
    factor = cho_factor(alike, lower=True, overwrite_a=True, check_finite=False)
    result: Floats = cho_solve(factor, target, overwrite_b=True, check_finite=False)
    return result


def log_linear(features: Floats, labels: Ints, names: NDArray[np.bool_], kin: Kin) -> Floats:
    """(features, classes): weights of a log-linear model, by Adam, its targets shared with a class's kin.

    The seed is fixed, so that equal input gives equal weights.
    """
    random = np.random.default_rng(SEED)
    shared = kin.spread(np.eye(kin.size, dtype=np.float32))
    shared *= SHARED / shared.sum(axis=1, keepdims=True)
    shared[np.diag_indices_from(shared)] += 1 - SHARED
    weight = np.where(names, NAME_WEIGHT, 1.0).astype(np.float32)
    result = np.zeros((features.shape[1], len(shared)), np.float32)
    mean, spread = np.zeros_like(result), np.zeros_like(result)
    step = 0
    for done in range(PASSES):
        order = random.permutation(len(labels))
        for batch in np.array_split(order, max(1, len(order) // BATCH)):
            given = features[batch]
            kept = random.random(given.shape, dtype=np.float32) > DROPPED
            given = given * kept / np.float32(1 - DROPPED)
            error = softmax(given @ result)
            error -= shared[labels[batch]]
            error *= weight[batch, None]
            slope = given.T @ error / np.float32(len(batch))
            step += 1
            mean += np.float32(0.1) * (slope - mean)
            spread += np.float32(0.01) * (slope * slope - spread)
            rate = STEP * (1 - done / PASSES) / (1 - 0.9**step)
            result -= (
                np.float32(rate) * mean / (np.sqrt(spread / np.float32(1 - 0.99**step)) + np.float32(1e-8))
            )
    return result


def softmax(scores: Floats) -> Floats:
    """Rows of probabilities, in place."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def lexical_axes(lexical: Any) -> Floats:
    """(keys, dimensions): the first singular directions of the lexical rows; keys held by one text are left out."""
    # Randomised: 1 s for 9,000 texts, where Lanczos takes 4. Imported here: slow to import, needed in learning only.
    from sklearn.utils.extmath import randomized_svd

    held = np.asarray((lexical > 0).sum(axis=0)).ravel() >= 2
    size = min(LEXICAL_DIMENSIONS, int(held.sum()) - 1, lexical.shape[0] - 1)
    result = np.zeros((lexical.shape[1], max(size, 0)), np.float32)
    if size >= 1:
        result[held] = randomized_svd(lexical[:, held], size, n_iter=2, random_state=SEED)[2].T
    return result
