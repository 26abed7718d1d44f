import re

# >>> places("ab cd\nbe")
# >>> lexer("x1+ 22")

WORD = re.compile(r"\w+")
START = re.compile(r"^b", re.M)


def places(text):
    first = WORD.match(text, 3)
    none = WORD.match(text, 2)
    found = WORD.search(text, 1), WORD.fullmatch(text, 3), WORD.findall(text, 4)
    starts = [m.start() for m in START.finditer(text, 1)], START.match(text, 1), WORD.search(text, 99)
    return first.span(), first.pos, none, [m and m.group() for m in found[:2]], found[2], starts, WORD.search(text, -5)[0]


def lexer(text):
    pattern = re.compile(r"(?P<name>[a-z]\w*)|(?P<number>\d+)|(?P<space>\s+)|(?P<other>.)")
    at = 0
    out = []
    while at < len(text):
        match = pattern.match(text, at)
        kind = match.lastgroup
        if kind != "space":
            out.append((kind, match.group(), match.lastindex))
        at = match.end()
    return out
