"""Makes the oracle of Python's syntax: which texts CPython reads, and where it refuses the others.

    python3 scripts/oracle/syntax.py                          writes test/oracle/syntax/mutations.jsonl
    python3 scripts/oracle/syntax.py --seed 7 --count 20000 --out FILE    makes other mutations, for a search

Each text is a program of this repository with one or two edits: a token deleted, doubled, exchanged, replaced or put in, a character
deleted or put in, a line indented otherwise. A line is [file, edits, line, column]: an edit is [offset, deleted, inserted], made one
after the other; line and column are null where CPython compiles the text. CPython 3.11 made the committed file.
"""

import argparse
import io
import json
import random
import sys
import tokenize
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "test/oracle/rule/programs").glob("*.py")), *sorted((ROOT / "samples").glob("*.py"))]
FEATURES = ROOT / "test/oracle/syntax/features.py"
WORDS = (
    "( ) [ ] { } , : ; . = == := + - * ** / // % @ -> ~ < != += >>= ... ! $ ? \\ # ' \" ''' f' b'a' 'a' 1 0 07 1_ 1__0 0x 0b2 1a 1.5 1e "
    "x self None True if else elif for while in is not and or def return yield await async lambda class try except finally with as del "
    "global nonlocal import from pass break continue raise assert match case print _ \n \n\n \t é ² € \0 \f \x0c"
).split(" ")


def tokens_of(text):
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for each in tokenize.generate_tokens(io.StringIO(text).readline):
        at = starts[each.start[0] - 1] + each.start[1]
        to = starts[each.end[0] - 1] + each.end[1]
        if to > at:
            found.append((at, to))
    return found


def edit(rng, text, tokens):
    at, to = rng.choice(tokens)
    kind = rng.randrange(10)
    if kind == 0:
        return at, to - at, ""
    if kind == 1:
        return to, 0, " " + text[at:to]
    if kind == 2:
        index = tokens.index((at, to))
        after, end = tokens[min(index + 1, len(tokens) - 1)]
        return (at, end - at, text[after:end] + text[to:after] + text[at:to]) if after >= to else (at, to - at, "")
    if kind == 3:
        return at, to - at, rng.choice(WORDS)
    if kind == 4:
        return at, 0, rng.choice(WORDS) + rng.choice([" ", ""])
    if kind == 5:
        a, b = rng.choice(tokens)
        return at, to - at, text[a:b]
    if kind == 6:
        return rng.randrange(len(text)), 1, ""
    if kind == 7:
        return rng.randrange(len(text)), 0, rng.choice(WORDS)[:1] or "x"
    lines = [0, *(i + 1 for i, character in enumerate(text) if character == "\n" and i + 1 < len(text))]
    start = rng.choice(lines)
    blank = len(text[start:]) - len(text[start:].lstrip(" \t"))
    if kind == 8 and blank > 0:
        return start, rng.randrange(1, blank + 1), ""
    return start, 0, rng.choice([" ", "  ", "    ", "\t", " \t"])


def judged(text):
    if "\0" in text:
        # CPython refuses it without a place.
        before = text[: text.index("\0")]
        return before.count("\n") + 1, len(before) - before.rfind("\n")
    try:
        compile(text, "text", "exec")
    except SyntaxError as error:
        return error.lineno, error.offset
    return None, None


def mutations(seed, count):
    texts = [(path, path.read_text()) for path in [*SOURCES, FEATURES]]
    known = {path: tokens_of(text) for path, text in texts}
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        # Half of them are of the file that has all of the grammar.
        path, text = texts[-1] if number % 2 else rng.choice(texts)
        edits = []
        for _ in range(rng.choice([1, 1, 1, 2])):
            at, gone, put = edit(rng, text, known[path]) if not edits else (rng.randrange(len(text)), 1, rng.choice(WORDS))
            edits.append([at, gone, put])
            text = text[:at] + put + text[at + gone :]
        yield [str(path.relative_to(ROOT)), edits, *judged(text)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=ROOT / "test/oracle/syntax/mutations.jsonl")
    args = parser.parse_args()
    if sys.version_info[:2] != (3, 11):
        print(f"Warning: this is CPython {sys.version_info[0]}.{sys.version_info[1]}, and the oracle is that of 3.11.", file=sys.stderr)
    warnings.simplefilter("ignore")
    lines = [json.dumps(each, ensure_ascii=True, separators=(",", ":")) for each in mutations(args.seed, args.count)]
    args.out.write_text("\n".join(lines) + "\n")
    refused = sum(not line.endswith("null") and json.loads(line)[2] is not None for line in lines)
    print(f"{len(lines)} texts, {refused} refused")


if __name__ == "__main__":
    main()
