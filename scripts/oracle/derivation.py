"""Writes test/oracle/derivation.json: what SymPy makes of random expressions under the six operators of mathematical derivation.

    pip install sympy==1.14.0
    python3 scripts/oracle/derivation.py

The premises are drawn here, from the family that src/core/inference/derivation describes, so that the two share no code. Symbols are
positive, as they are there. Integrals that SymPy leaves open, or gives with cases or special functions, are left out.
"""

import json
import random
import re
import signal
from pathlib import Path

import sympy

LETTERS = "abcdfghkmnpqrstuvwxyz"
FUNCTIONS = [sympy.exp, sympy.log, sympy.sin, sympy.cos]
BINARY = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: a**b,
]
PREMISES = 220


def premise(rng):
    a, b, c = (sympy.Symbol(name, positive=True) for name in rng.sample(LETTERS, 3))
    expr = rng.choice(BINARY)(a, b)
    steps = []
    if rng.random() < 0.3:
        steps.append(rng.choice(FUNCTIONS))
    if rng.random() < 0.3:
        join = rng.choice(BINARY)
        steps.append((lambda e: join(e, c)) if rng.random() < 0.5 else (lambda e: join(c, e)))
    rng.shuffle(steps)
    for step in steps:
        expr = step(expr)
    return expr


def integral(expr, variable):
    def late(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(4)
    try:
        return sympy.integrate(expr, variable)
    except Exception:
        return None
    finally:
        signal.alarm(0)


def written(expr):
    """The text of a result that has no other functions than these; None for others."""
    text = str(expr).replace("**", "^").replace(" ", "")
    names = set(re.findall(r"[A-Za-z]{2,}", text)) | set(re.findall(r"[A-Z]", text))
    return text if names <= {"log", "exp", "sin", "cos"} and "." not in text else None


def main():
    rng = random.Random(20)
    rows = []
    while len({(row["premise"], row["variable"]) for row in rows}) < PREMISES:
        expr = premise(rng)
        symbols = sorted(expr.free_symbols, key=str)
        if not symbols or len(str(expr)) > 20:
            continue
        variable = rng.choice(symbols)
        results = {
            "add": expr + variable,
            "subtract": expr - variable,
            "multiply": expr * variable,
            "divide": expr / variable,
            "differentiate": sympy.diff(expr, variable),
            "integrate": integral(expr, variable),
        }
        source = written(expr)
        for operator, result in results.items():
            text = None if result is None else written(result)
            if source is not None and text is not None and len(text) <= 120:
                rows.append({"premise": source, "variable": str(variable), "rule": operator, "result": text})
    document = {"sympy": sympy.__version__, "rows": rows}
    path = Path(__file__).parents[2] / "test/oracle/derivation.json"
    body = ",\n".join(json.dumps(row) for row in rows)
    path.write_text(f'{{"sympy": "{document["sympy"]}", "rows": [\n{body}\n]}}\n')
    print(len(rows), "rows", path)


main()
