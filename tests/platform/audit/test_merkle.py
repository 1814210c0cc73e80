"""The tree of RFC 6962 against published vectors and a naive tree; whatever is corrupted is refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayseer.audit import merkle
from tayseer.audit.merkle import (
    EMPTY_ROOT,
    UnableToProve,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
)

# The inputs and roots of the tests of Certificate Transparency's reference implementation.
INPUTS = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
INPUTS.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(one) for one in INPUTS]
INCLUSIONS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]
CONSISTENCIES = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]


def naive(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive(leaves[:split]) + naive(leaves[split:])).digest()


def of(leaves: list[bytes]) -> merkle.Node:
    return lambda level, index: naive(leaves[index << level : (index + 1) << level])


def made(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT == root_at(0, of([]))
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]
    assert root_at(size, of(LEAVES)).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_inclusion_paths_are_the_published_ones(index: int, size: int, path: list[str]) -> None:
    found = inclusion_path(index, size, of(LEAVES))

    assert [one.hex() for one in found] == path
    assert check_inclusion(leaf=LEAVES[index], index=index, size=size, path=found, root=bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCIES)
def test_consistency_paths_are_the_published_ones(old: int, new: int, path: list[str]) -> None:
    found = consistency_path(old, new, of(LEAVES))

    assert [one.hex() for one in found] == path
    assert check_consistency(
        old_size=old,
        new_size=new,
        old_root=bytes.fromhex(ROOTS[old - 1]),
        new_root=bytes.fromhex(ROOTS[new - 1]),
        path=found,
    )


@given(st.integers(1, 130), st.data())
def test_every_leaf_of_every_tree_is_proven(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    index = data.draw(st.integers(0, size - 1))

    path = inclusion_path(index, size, of(leaves))

    assert root_of(leaves) == naive(leaves) == root_at(size, of(leaves))
    assert check_inclusion(leaf=leaves[index], index=index, size=size, path=path, root=naive(leaves))


@given(st.integers(1, 130), st.data())
def test_every_tree_is_shown_to_begin_with_every_smaller_one(new: int, data: st.DataObject) -> None:
    leaves = made(new)
    old = data.draw(st.integers(1, new))

    path = consistency_path(old, new, of(leaves))

    assert check_consistency(
        old_size=old, new_size=new, old_root=naive(leaves[:old]), new_root=naive(leaves), path=path
    )


def corrupted(path: list[bytes], data: st.DataObject) -> list[bytes]:
    """The path with one bit turned, one hash taken away, doubled or added, or two exchanged."""
    kind = data.draw(st.sampled_from(["bit", "less", "more", "double", "swap", "short", "long"]))
    if kind == "more" or not path:
        return [*path, hashlib.sha256(b"more").digest()]
    place = data.draw(st.integers(0, len(path) - 1))
    changed = list(path)
    if kind == "bit":
        bit = data.draw(st.integers(0, 255))
        changed[place] = (int.from_bytes(path[place]) ^ (1 << bit)).to_bytes(32)
    elif kind == "less":
        del changed[place]
    elif kind == "double":
        changed.insert(place, path[place])
    elif kind == "swap" and len(path) > 1:
        other = (place + 1) % len(path)
        changed[place], changed[other] = changed[other], changed[place]
    elif kind == "short":
        changed[place] = path[place][:31]
    else:
        changed[place] = path[place] + b"\x00"
    return changed


@given(st.integers(2, 100), st.data())
def test_a_corrupted_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, of(leaves))
    root = naive(leaves)

    changed = corrupted(path, data)

    assert not check_inclusion(leaf=leaves[index], index=index, size=size, path=changed, root=root)


@given(st.integers(2, 100), st.data())
def test_an_inclusion_proof_of_another_leaf_size_or_root_is_refused(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    index = data.draw(st.integers(0, size - 1))
    other = (index + data.draw(st.integers(1, size - 1))) % size
    path, root = inclusion_path(index, size, of(leaves)), naive(leaves)

    assert not check_inclusion(leaf=leaves[other], index=index, size=size, path=path, root=root)
    assert not check_inclusion(leaf=leaves[index], index=other, size=size, path=path, root=root)
    assert not check_inclusion(leaf=leaves[index], index=index, size=size, path=path, root=naive(leaves[:-1]))
    assert not check_inclusion(leaf=root, index=index, size=size, path=path, root=leaves[index])
    assert not check_inclusion(leaf=leaves[index], index=index - size, size=size, path=path, root=root)


@given(st.integers(3, 100), st.data())
def test_a_corrupted_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    leaves = made(new)
    old = data.draw(st.integers(1, new - 1))
    path = consistency_path(old, new, of(leaves))
    roots = {"old_root": naive(leaves[:old]), "new_root": naive(leaves)}

    assert not check_consistency(old_size=old, new_size=new, path=corrupted(path, data), **roots)


@given(st.integers(2, 60), st.data())
def test_a_rewritten_log_cannot_be_shown_to_continue_the_one_that_was_signed(new: int, data: st.DataObject) -> None:
    leaves = made(new)
    old = data.draw(st.integers(1, new - 1))
    forged = list(leaves)
    forged[data.draw(st.integers(0, old - 1))] = leaf_hash(b"forged")

    path = consistency_path(old, new, of(forged))

    assert not check_consistency(
        old_size=old, new_size=new, old_root=naive(leaves[:old]), new_root=naive(forged), path=path
    )


@pytest.mark.parametrize("size", [0, -1])
def test_a_tree_without_leaves_proves_nothing(size: int) -> None:
    leaf = leaf_hash(b"x")

    assert not check_inclusion(leaf=leaf, index=0, size=size, path=[], root=leaf)
    assert not check_inclusion(leaf=EMPTY_ROOT, index=0, size=size, path=[], root=EMPTY_ROOT)
    assert not check_consistency(old_size=size, new_size=8, old_root=EMPTY_ROOT, new_root=leaf, path=[])
    assert not check_consistency(old_size=size, new_size=size, old_root=EMPTY_ROOT, new_root=EMPTY_ROOT, path=[])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_what_is_not_32_bytes_is_no_hash(length: int) -> None:
    odd, leaf = bytes(length), leaf_hash(b"x")
    root = node_hash(leaf, odd)

    assert not check_inclusion(leaf=odd, index=0, size=1, path=[], root=odd)
    assert not check_inclusion(leaf=leaf, index=0, size=2, path=[odd], root=root)
    assert not check_consistency(old_size=1, new_size=2, old_root=leaf, new_root=root, path=[odd])
    assert not check_consistency(old_size=1, new_size=1, old_root=odd, new_root=odd, path=[])


def test_consistency_of_equal_sizes_needs_no_path_and_equal_roots() -> None:
    root, other = naive(made(5)), naive(made(6))

    assert check_consistency(old_size=5, new_size=5, old_root=root, new_root=root, path=[])
    assert not check_consistency(old_size=5, new_size=5, old_root=root, new_root=other, path=[])
    assert not check_consistency(old_size=5, new_size=5, old_root=root, new_root=root, path=[root])
    assert not check_consistency(old_size=6, new_size=5, old_root=other, new_root=root, path=[])
    assert not check_consistency(old_size=5, new_size=6, old_root=root, new_root=other, path=[])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_a_leaf_outside_the_log_has_no_path(index: int, size: int) -> None:
    with pytest.raises(UnableToProve):
        inclusion_path(index, size, of(made(3)))


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_no_path_leads_from_nothing_or_back(old: int, new: int) -> None:
    with pytest.raises(UnableToProve):
        consistency_path(old, new, of(made(4)))
