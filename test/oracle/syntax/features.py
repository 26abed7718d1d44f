"""What the written programs of the rule oracle lack: the rest of Python's grammar, to be mutated."""
from __future__ import annotations
import os.path as path, sys
from collections import (OrderedDict as Ordered, deque,)

x: int = 0o17 + 0xFF_0 + 0b1_0 - 1_000.5e-3j
y, *z = [*range(3), ...]
(a.b), c[1:2, ::3] = 1, 2
if (n := 10) > 5 and not x in (1, 2) or y is not None: pass
@decorated(1)
@plain
class C(Base, metaclass=Meta, *mixins, **options):
    field: list[int] = None
    def method(self, a, /, b=1, *args: int, key, other=2, **kw) -> str:
        nonlocal_ = lambda p, *q, r=3, **s: (yield)
        return f"{a!r:>{b}} {{x}} {key=} {other:{'<'}5}" rf'\d{b}' 'plain' "\x41\u0041\N{DIGIT ONE}"
    async def run(self):
        async with self as one, other() as (two, three):
            await one
        async for item in self: print(item, sep='', end="\n")
        return [await v async for v in two if v]
def outer(v):
    count = total = 0
    def inner(w=lambda: 0):
        nonlocal count
        global x
        count += 1; x @= 2; total_ = count if w else -count ** -2
        try:
            raise ValueError("bad") from None
        except (ValueError, TypeError) as error:
            del error, v[0], (w)
        except:
            assert count, "message"
        else:
            yield count
        finally:
            yield from range(3)
    with (open("a") as f, open("b")): return {**{1: 2}, 'k': v}, {1, *v}, {k: 1 for k in v}, {k for k in v}
    with open("c"), (d): pass
    while True:
        for i, (j, k) in enumerate(v):
            if i: continue
            elif j: break
        else: return (i for i in v if i for j in i)
    return print(*v, 1, *v, k=2, **v)
match = {}
match[0] = 1
match x, y:
    case 0 | -1 | "a" "b" | None | 1+2j: pass
    case [p, *rest] if p: pass
    case {"k": q, **others}: pass
    case Point(0, x=1 as one) | Point(one): pass
    case (a.b.c): pass
    case _:
        print(b"bytes" rb'\x', u'text', r"\N", """long
 string""", '''other''')
try:
    pass
except* OSError as group:
    for w in []: break
lambda: (yield)
print(x for x in [1] if x); print([i for i in range(3) if (last := i)], x[1:], x[:, *y])
value = 1 if x else \
    2; other = (
  "tab"	+ # comment
 "more")
