"""Makes the oracle of the rule language: what CPython's sys.settrace sees of generated and of written programs.

    PYTHONHASHSEED=0 python3 scripts/oracle/rule.py        writes test/oracle/rule/{generated,written}.jsonl
    PYTHONHASHSEED=0 python3 scripts/oracle/rule.py --written   writes written.jsonl alone
    python3 scripts/oracle/rule.py --seed 7 --count 5000 --out FILE    writes other generated programs, for a search

The seed of hashes decides the order of sets of texts; the rule language has that of seed 0. CPython 3.11 made the committed files; the lines that a statement over several lines is stepped through differ in others.
"""

import argparse
import json
import os
import random
import sys
from pathlib import Path

from rule_generator import program
from rule_tracer import trace

ROOT = Path(__file__).resolve().parents[2] / "test" / "oracle" / "rule"


def generated(seed, count, most_steps):
    made = 0
    number = 0
    while made < count:
        number += 1
        source, calls = program(random.Random(f"{seed}:{number}"))
        records = [record(source, call, most_steps) for call in calls]
        kept = [each for each in records if each is not None]
        if kept:
            made += 1
            yield {"name": f"generated {seed}:{number}", "source": source, "calls": kept}


def record(source, call, most_steps):
    try:
        found = trace(source, call, most_steps)
    except SyntaxError as error:
        raise SystemExit(f"The generator wrote what Python cannot read: {error}\n{source}") from error
    # Floats are outside the language; a run that met one says nothing.
    return None if found is None or is_outside(found) else found


def is_outside(found):
    text = json.dumps(found)
    return "float" in text or "complex" in text or len(text) > 60_000


def written(folder):
    for path in sorted(folder.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        calls = [line[4:].strip() for line in source.splitlines() if line.startswith(">>> ")]
        calls += [line[6:].strip() for line in source.splitlines() if line.startswith("# >>> ")]
        records = [trace(source, call, 5000) for call in calls]
        if not records or None in records:
            raise SystemExit(f"{path.name}: needs calls in comments (# >>> f(1)) that end")
        yield {"name": path.stem, "source": source, "calls": records}


def write(path, programs):
    with path.open("w", encoding="utf-8") as file:
        for each in programs:
            file.write(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--written", action="store_true")
    options = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":
        raise SystemExit("Set PYTHONHASHSEED=0: the order of sets of texts depends on it.")
    if sys.version_info[:2] != (3, 11):
        print(f"This is Python {sys.version.split()[0]}; the committed files are of 3.11.", file=sys.stderr)
    sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115 - the programs print
    if options.out:
        write(options.out, generated(options.seed, options.count, 400))
        return
    if not options.written:
        write(ROOT / "generated.jsonl", generated(options.seed, options.count, 120))
    write(ROOT / "written.jsonl", written(ROOT / "programs"))


if __name__ == "__main__":
    main()
