"""What T3's two transformers have in common: attention over a cache of our own, and a look at what it sees.

The weights are upstream's. transformers' own modules keep a growing cache, and run hooks, masks and tracing at every
step: on small batches that is most of the time.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from models.chatterbox.cache import Cache


@dataclass(frozen=True, slots=True)
class Place:
    """Where in their sequences the inputs of one pass stand."""

    columns: Tensor
    """(n,) int64: where in the cache they are written."""
    window: int
    """How much of the cache, from its beginning, they may see."""
    mask: Tensor | None
    """(n_sequences, 1, n, window), added to scores: 0 where they do, -inf elsewhere; None: they see all of it."""
    positions: Tensor
    """(n_sequences, n) int64, counted from the first of each sequence that is no padding."""
    first: int | None
    """The first of `columns`, which then follow each other; None where it is another at each replay."""


@dataclass(slots=True)
class Watch:
    """Collects what some heads of the first sequences look at: their mean, for the last input of a pass."""

    heads: Mapping[int, int]
    """Head by layer."""
    columns: Tensor
    """(n_watched, n_columns) int64: the columns of the cache that are of interest, by sequence."""
    seen: Tensor | None = None
    """(n_watched, n_columns) float32: the shares of attention that they got."""


class Backbone(ABC):
    """Takes embedded inputs through all layers."""

    shape: tuple[int, int, int]
    """Layers, heads, and dimensions of a head: a cache's."""

    @abstractmethod
    def __call__(self, inputs: Tensor, place: Place, cache: Cache, watch: Watch | None = None) -> Tensor:
        """(n_sequences, n, dim) to the hidden states of the last layer, the same shape; writes the cache."""

    def _attend(self, layer: int, qkv: Tensor, place: Place, cache: Cache, watch: Watch | None) -> Tensor:
        """Causal attention of (n_sequences, n, 3, n_heads, head_dim) over what is cached: (n_sequences · n, dim)."""
        keys_values = cache.store[layer]
        new = qkv[:, :, 1:].permute(2, 0, 3, 1, 4)
        if place.first is None:
            keys_values.index_copy_(3, place.columns, new)
        else:
            keys_values[:, :, :, place.first : place.first + qkv.shape[1]] = new
        keys, values = keys_values[:, :, :, : place.window].unbind()
        queries = qkv[:, :, 0].transpose(1, 2)
        if watch is not None and layer in watch.heads:
            _look(watch, watch.heads[layer], queries[:, :, -1], keys, place)
        seen = functional.scaled_dot_product_attention(queries, keys, values, place.mask)
        return seen.transpose(1, 2).flatten(2).flatten(0, 1)


def _look(watch: Watch, head: int, queries: Tensor, keys: Tensor, place: Place) -> None:
    n_watched = len(watch.columns)
    scores = (keys[:n_watched, head] @ queries[:n_watched, head, :, None])[..., 0].float() * keys.shape[-1] ** -0.5
    if place.mask is not None:
        scores = scores + place.mask[:n_watched, 0, -1]
    share = scores.softmax(-1).gather(1, watch.columns) / len(watch.heads)
    watch.seen = share if watch.seen is None else watch.seen + share
