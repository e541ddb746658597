"""Forest: gradient-boosted trees as whole numbers, and two ways through them that give the same sums.

In        trees as flat columns (which feature, which cut, which leaves), features as whole numbers.
Out       micro-logits per half and person; what each feature, or group of features, added to them.
Not here  training (train), calibration, words (reasons), files (modelfile).
Proof     tests/assess/test_forest.py: bulk, one person and plain descent agree; LightGBM's own sums to the rounding.

Features are cut into bins at the trees' own thresholds, so a node asks only `bin > cut`. Leaves are numbered from left
to right, and each node knows which leaves a person loses who goes right: the lowest one left over after all nodes of a
tree had their say is the leaf (Lucchese et al., "QuickScorer", SIGIR 2015). For many people that is four operations a
node over a block that fits the cache, for one person a few over all nodes at once. No float and no LightGBM is asked:
leaves are micro-logits, so any chunking and any machine give the same sum.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.assess.bills import UNKNOWN, Table
from eastwind.core.segments import Ints

LEAVES_MAX: Final = 15  # bits of a signed word of 16, the last of which stays clear
CUTS_MAX: Final = 30_000
FAR: Final = 2**52  # beyond every feature, within canonical JSON
BLOCK: Final = 16_384  # people at once: their words of 16 bits lie in the second cache
FEW: Final = 64  # up to so many people all nodes are asked at once
COLUMNS: Final = ("nodes", "feature", "cut", "unknown_left", "first", "middle", "last", "value", "people")

Words = NDArray[np.int16]


@dataclass(frozen=True)
class Forest:
    """Trees one after another, as columns.

    Per tree: `half` and `nodes`; it has one leaf more than nodes. Per node, in the order parent, left, right:
    `feature`, `cut` (goes right where bin > cut), whether unknown goes left, and its leaves: first ≤ left < middle ≤
    right < last.
    Per leaf: `value` (micro-logits) and `people` (of the training).
    """

    edges: tuple[Ints, ...]  # per feature, rising: bin = how many edges are less than the value, + 1
    half: NDArray[np.int8]  # per tree: its half's place in features.HALVES
    nodes: Ints
    feature: Ints
    cut: Words
    unknown_left: NDArray[np.bool_]
    first: Ints
    middle: Ints
    last: Ints
    value: Ints
    people: Ints

    @cached_property
    def tree_of_node(self) -> Ints:
        """The tree of each node."""
        return np.repeat(np.arange(len(self.nodes)), self.nodes)

    @cached_property
    def leaf_start(self) -> Ints:
        """Where each tree's leaves begin, and one entry more."""
        return np.append(0, np.cumsum(self.nodes + 1))

    @cached_property
    def node_start(self) -> Ints:
        """Where each tree's nodes begin, and one entry more."""
        return np.append(0, np.cumsum(self.nodes))

    @cached_property
    def lost_right(self) -> Words:
        """Per node, as bits, the leaves that who goes right has lost."""
        return ((1 << self.middle) - (1 << self.first)).astype(np.int16)

    @cached_property
    def padded(self) -> NDArray[np.int32]:
        """Per tree, values by one more than the leaf's number."""
        table = np.zeros((len(self.nodes), LEAVES_MAX + 2), np.int32)
        for tree, (low, high) in enumerate(zip(self.leaf_start[:-1], self.leaf_start[1:], strict=True)):
            table[tree, 1 : high - low + 1] = self.value[low:high]
        return table

    def bins(self, table: Table) -> tuple[Words, Words]:
        """Features (rows) as bins, twice: unknown above every cut, and below every cut."""
        found = np.empty(table.shape, np.int16)
        for place, edges in enumerate(self.edges):
            found[place] = edges.searchsorted(table[place])
        found += np.int16(1)
        unknown = table == UNKNOWN
        return np.where(unknown, np.int16(CUTS_MAX + 1), found), np.where(unknown, np.int16(0), found)

    def halves(self, table: Table, block: int = BLOCK) -> tuple[Ints, Ints]:
        """Ability and willingness of each person (column of `table`), micro-logits, not yet calibrated."""
        sums = np.zeros((2, table.shape[1]), np.int64)
        for start in range(0, table.shape[1], block):
            part = table[:, start : start + block]
            mine = sums[:, start : start + block]
            if part.shape[1] <= FEW:
                value = np.take_along_axis(self.padded, self._few(*self.bins(part)).astype(np.intp), axis=1)
                for side in range(len(mine)):
                    mine[side] = value[self.half == side].sum(axis=0, dtype=np.int64)
                continue
            for tree, leaf in self._leaves(part):
                mine[self.half[tree]] += self.padded[tree].take(leaf, mode="clip")
        return sums[0], sums[1]

    def leaves(self, table: Table) -> NDArray[np.uint8]:
        """The leaf of each tree (row) that each person (column) falls in, from 0."""
        found = np.empty((len(self.nodes), table.shape[1]), np.uint8)
        for tree, leaf in self._leaves(table):
            found[tree] = leaf - 1
        return found

    def _leaves(self, table: Table) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Per tree its number and one more than each person's leaf."""
        high, low = self.bins(table)
        if table.shape[1] <= FEW:
            yield from enumerate(self._few(high, low))
        else:
            yield from self._many(high, low)

    def _few(self, high: Words, low: Words) -> NDArray[np.uint8]:
        """Every node at once: (trees, people)."""
        asked = np.where(self.unknown_left[:, None], low[self.feature], high[self.feature])
        lost = np.where(asked > self.cut[:, None], self.lost_right[:, None], np.int16(0))
        return _leaf(np.bitwise_or.reduceat(lost, self.node_start[:-1], axis=0))

    def _many(self, high: Words, low: Words) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Node by node over a block of people."""
        lost, right = np.empty(high.shape[1], np.int16), np.empty(high.shape[1], np.int16)
        bins = (high, low)
        asked = list(zip(self.unknown_left.tolist(), self.feature.tolist(), self.cut, self.lost_right, strict=True))
        for tree, (start, stop) in enumerate(zip(self.node_start[:-1], self.node_start[1:], strict=True)):
            lost.fill(0)
            for unknown_left, feature, cut, bits in asked[start:stop]:
                # cut − bin is negative for those who go right: its sign, spread over the word, is all ones.
                np.subtract(cut, bins[unknown_left][feature], out=right)
                np.right_shift(right, 15, out=right)
                np.bitwise_and(right, bits, out=right)
                np.bitwise_or(lost, right, out=lost)
            yield tree, _leaf(lost)

    @cached_property
    def means(self) -> tuple[Ints, Ints, Ints]:
        """Per node what the training's people below it had on average: in all, to the left, to the right."""
        weight = np.append(0, np.cumsum(np.maximum(self.people, 1)))
        total = np.append(0, np.cumsum(self.value * np.maximum(self.people, 1)))
        base = self.leaf_start[self.tree_of_node]

        def mean(low: Ints, high: Ints) -> Ints:
            found = (total[base + high] - total[base + low]) / (weight[base + high] - weight[base + low])
            rounded: Ints = np.rint(found).astype(np.int64)
            return rounded

        return mean(self.first, self.last), mean(self.first, self.middle), mean(self.middle, self.last)

    @cached_property
    def expected(self) -> Ints:
        """Per half what the training's people had on average: from here contributions count."""
        sums = np.zeros(2, np.int64)
        np.add.at(sums, self.half, self.means[0][self.node_start[:-1]])
        return sums

    def steps(self, group: Ints) -> list[tuple[Ints, Table]]:
        """Per tree the groups it looks at, and what each leaf (column, + 1) adds to each of them (row)."""
        whole, left, right = self.means
        found = []
        for tree, (start, stop) in enumerate(zip(self.node_start[:-1], self.node_start[1:], strict=True)):
            groups = np.unique(group[self.feature[start:stop]])
            table = np.zeros((len(groups), int(self.nodes[tree]) + 2), np.int64)
            for node in range(int(start), int(stop)):
                low, middle, high = (int(each[node]) + 1 for each in (self.first, self.middle, self.last))
                row = np.searchsorted(groups, group[self.feature[node]])
                # The mean of one leaf is its value, so the steps of a path add up to value − mean of the tree.
                table[row, low:middle] += left[node] - whole[node]
                table[row, middle:high] += right[node] - whole[node]
            found.append((groups, table))
        return found

    def contributions(self, table: Table, group: Ints, groups: int) -> Table:
        """(groups, people): micro-logits that each group of features added along the paths (Saabas).

        `group` is each feature's. Over the groups of a half they add up to that half less `expected`, exactly.
        """
        steps = self.steps(group)
        found = np.zeros((groups, table.shape[1]), np.int64)
        for start in range(0, table.shape[1], BLOCK):
            part = table[:, start : start + BLOCK]
            for tree, leaf in self._leaves(part):
                for row, added in zip(*steps[tree], strict=True):
                    found[row, start : start + part.shape[1]] += added.take(leaf, mode="clip")
        return found


def _leaf(lost: Words) -> NDArray[np.uint8]:
    """One more than the number of the lowest leaf that is not lost: how many bits up to it, counted."""
    return np.bitwise_count((lost ^ (lost + np.int16(1))).view(np.uint16))


def grown(trees: list[dict[str, Any]], half_of: list[int], scale: int, share: float = 1.0) -> Forest:
    """A forest of LightGBM's own trees (`dump_model()["tree_info"]`), leaves × `scale` × `share` rounded.

    `half_of` gives the half of each feature. A tree that never split adds nothing and is left out.
    """
    edges = _edges(trees, len(half_of))
    columns: dict[str, list[int]] = {name: [] for name in COLUMNS}
    half: list[int] = []
    for tree in trees:
        root = tree["tree_structure"]
        if "split_feature" not in root:
            continue
        walk = _Walk(edges, scale * share, columns)
        columns["nodes"].append(walk.down(root)[1])
        halves = {half_of[feature] for feature in walk.features}
        assert len(halves) == 1, f"a tree that looks at both halves: features {sorted(walk.features)}"
        half.append(halves.pop())
    return build(edges, half, columns)


def build(edges: tuple[Ints, ...], half: list[int], columns: dict[str, list[int]]) -> Forest:
    """A forest of plain columns."""
    made = {name: np.array(columns[name], np.int64) for name in COLUMNS}
    return Forest(
        edges=edges,
        half=np.array(half, np.int8),
        nodes=made["nodes"],
        feature=made["feature"],
        cut=made["cut"].astype(np.int16),
        unknown_left=made["unknown_left"] > 0,
        first=made["first"],
        middle=made["middle"],
        last=made["last"],
        value=made["value"],
        people=made["people"],
    )


def _edges(trees: list[dict[str, Any]], features: int) -> tuple[Ints, ...]:
    """The thresholds of all nodes by feature, rounded down: features are whole numbers."""
    found: list[set[int]] = [set() for _ in range(features)]
    stack = [tree["tree_structure"] for tree in trees]
    while stack:
        node = stack.pop()
        if "split_feature" in node:
            found[node["split_feature"]].add(_whole(node["threshold"]))
            stack += [node["left_child"], node["right_child"]]
    return tuple(np.array(sorted(each), np.int64) for each in found)


def _whole(threshold: float) -> int:
    """Features are whole numbers, so a threshold may be rounded down; known against unknown is a split at infinity."""
    return math.floor(max(-FAR, min(threshold, FAR)))


class _Walk:
    """Down one of LightGBM's trees, node before left before right."""

    def __init__(self, edges: tuple[Ints, ...], scale: float, columns: dict[str, list[int]]) -> None:
        self.edges, self.scale, self.columns = edges, scale, columns
        self.leaves = 0
        self.features: set[int] = set()

    def down(self, node: dict[str, Any]) -> tuple[int, int]:
        """Leaves seen up to the end of `node`, and nodes below and with it."""
        if "split_feature" not in node:
            self.columns["value"].append(round(node["leaf_value"] * self.scale))
            self.columns["people"].append(int(node.get("leaf_count", 1)))
            self.leaves += 1
            return self.leaves, 0
        feature = node["split_feature"]
        self.features.add(feature)
        assert node["decision_type"] == "<=", node["decision_type"]
        place = len(self.columns["feature"])
        self.columns["feature"].append(feature)
        at = np.searchsorted(self.edges[feature], _whole(node["threshold"]))
        self.columns["cut"].append(int(at) + 1)
        # Without missing values in training LightGBM reads an unknown as 0.
        left = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0
        self.columns["unknown_left"].append(int(left))
        for name in ("first", "middle", "last"):
            self.columns[name].append(0)
        self.columns["first"][place] = self.leaves
        self.columns["middle"][place], below = self.down(node["left_child"])
        self.columns["last"][place], beyond = self.down(node["right_child"])
        return self.leaves, below + beyond + 1
