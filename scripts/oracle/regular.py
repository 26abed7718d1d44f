"""Makes the oracle of regular expressions: what CPython's `re` does with written and generated patterns.

    python3 scripts/oracle/regular.py [--seed N --count N --out FILE]        writes test/oracle/rule/regular.jsonl

A line is [pattern, flags, text, answer]; the answer is the repr of what the function in `FUNCTION` gives.
"""

import argparse
import json
import random
import re
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "test" / "oracle" / "rule"

WRITTEN = [
    (r"\d+", 0, "a1b22c333"), (r"(\w+)@(\w+)\.com", 0, "me@site.com you@place.com"), (r"(?P<year>\d{4})-(?P<month>\d\d)", 0, "2024-05 and 1999-12"),
    (r"^\s*#.*$", 8, "# a\ncode\n  # b\n"), (r"[^aeiou\s]+", 2, "Hello World"), (r"\bcat\b", 0, "cat concat cat."), (r"a*?b", 0, "aaab b ab"),
    (r"(a|ab)(c|bcd)(d*)", 0, "abcd"), (r"(?:ab)+", 0, "ababxab"), (r"x*", 0, "axxb"), (r"\b|x", 0, "ax xx"), (r"(?=a)", 0, "aba"), (r"a(?!b)", 0, "abac"),
    (r"(a)|(b)|c", 0, "abcab"), (r"(\w)\1", 0, "aabbcd"), (r"(?P<q>['\"]).*?(?P=q)", 0, "'a' \"b\" 'c\""), (r"é+", 0, "éé é"), (r"\w+", 0, "naïve Ünïcode ١٢ x²"),
    (r"\w+", 256, "naïve"), (r"\d", 0, "١a2"), (r"[a-z]+", 2, "ABCdefſK"), (r"k", 2, "Kk\u212a"), (r"[^k]", 2, "K\u212ab"), (r"[]a]+", 0, "]a]b"), (r"[a\-z]+", 0, "a-z"), (r"[\d\-x]+", 0, "1-x"),
    (r"a{2,3}", 0, "aaaaaaa"), (r"a{,2}", 0, "aaaa"), (r"a{2}?", 0, "aaaa"), (r"a{,}b", 0, "aab"), (r"{a}", 0, "{a}"), (r"a{x}", 0, "a{x}"), (r"(a*)*", 0, "aab"), (r"(a*)+", 0, "b"), (r"(a|b?)*c", 0, "abac"),
    (r" a b # note", 64, "ab a b"), (r"[ ]\ #x", 64, "  "), (r".", 16, "a\nb"), (r".+$", 0, "a\nb\n"), (r"\Aa|b\Z", 0, "ab"), (r"(?i)abc", 0, "ABCabc"), (r"(?ms)^.+?$", 0, "a\nb"), (r"\x41\u0042\103", 0, "ABC"),
    (r"😀.", 0, "a😀b😀"), (r"(?:a(x)?)+", 0, "axa"), (r"((a)|b)*", 0, "abab"), (r"(?:(a)|(b))*?$", 0, "ab"), (r"(?=(a+))a*b", 0, "aab"), (r"\.", 0, "a.b"), (r"\s*,\s*", 0, "a , b,c"), (r"(-?\d+)([+*])", 0, "-1+2*3"), (r"\B", 0, "ab"), (r"\b", 0, ""), (r"\B", 0, ""), (r"$", 0, "a\n"), (r"$", 8, "a\n"), (r"", 0, "ab"), (r"(?#note)a", 0, "a"),
]
TEXTS = ["", "a", "ab", "ba", "aab", "abab", "abcabc", "a b", "a1_b", "x-1\ny", "AbC", "aaaa", "b\n", "\n", "caab cab", "12ab 3", "éa b", "a.b,c"]


def pattern(r, depth):
    def one():
        return r.choice(["a", "b", "c", ".", "\\d", "\\w", "\\s", "\\W", "[ab]", "[^a]", "[a-c]", "[\\d_]", "\\b", "^", "$", "1", " ", "\\."])

    def item(d):
        kind = r.random()
        if d <= 0 or kind < 0.5:
            text = one()
        elif kind < 0.7:
            text = f"({inner(d - 1)})"
        elif kind < 0.8:
            text = f"(?:{inner(d - 1)})"
        elif kind < 0.87:
            text = f"(?P<n{r.randint(0, 999999)}>{inner(d - 1)})"
        elif kind < 0.93:
            return f"(?{r.choice('=!')}{inner(d - 1)})"
        else:
            return "\\1"
        if text not in ("\\b", "^", "$") and r.random() < 0.45:
            text += r.choice(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{1,}"])
        return text

    def inner(d):
        return "|".join("".join(item(d) for _ in range(r.randint(0 if d < depth else 1, 3))) for _ in range(r.choice([1, 1, 1, 2, 3])))

    return inner(depth)


FUNCTION = '''import re


def f(pattern, flags, text):
    made = re.compile(pattern, flags)
    shown = [(m.span(), m.groups(), m.groupdict("none")) for m in made.finditer(text)]
    tried = [repr(m) if m else m for m in (made.match(text), made.fullmatch(text), made.search(text))]
    return [shown, tried, made.findall(text), made.split(text), made.split(text, 1), made.sub("<\\\\g<0>>", text), made.subn(lambda m: m.group().upper(), text, 2)]
'''


def answers(pairs):
    space = {}
    exec(FUNCTION, space)
    for source, flags, text in pairs:
        try:
            yield [source, flags, text, repr(space["f"](source, flags, text))]
        except re.error:
            continue


def generated(seed, count):
    for number in range(count):
        r = random.Random(f"{seed}:{number}")
        source = pattern(r, 2)
        yield source, r.choice([0, 0, 0, 0, 2, 8, 16, 10, 256]) if "\\1" not in source else 0, r.choice(TEXTS)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=700)
    parser.add_argument("--out", type=Path, default=ROOT / "regular.jsonl")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    pairs = [*WRITTEN, *generated(options.seed, options.count)]
    lines = [json.dumps({"function": FUNCTION}), *(json.dumps(each, ensure_ascii=False) for each in answers(pairs))]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
