"""Makes the oracle of the rule language: what CPython's sys.settrace sees of generated and of written programs.

    PYTHONHASHSEED=0 python3 scripts/oracle/rule.py        writes test/oracle/rule/{generated.jsonl.gz,written.jsonl}
    PYTHONHASHSEED=0 python3 scripts/oracle/rule.py --written   writes written.jsonl alone
    python3 scripts/oracle/rule.py --seed 7 --count 5000 --out FILE    writes other generated programs, for a search

The seed of hashes decides the order of sets of texts; the rule language has that of seed 0. CPython 3.11 made the committed files; the lines that a statement over several lines is stepped through differ in others.
"""

import argparse
import gzip
import json
import os
import random
import re
import resource
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
        found = apart(lambda: records(source, calls, most_steps))
        if found:
            made += 1
            yield {"name": f"generated {seed}:{number}", **found}


def records(source, calls, most_steps):
    """None where Python refuses the program, and where no call is short."""
    try:
        compile(source, "<rule>", "exec")
    except SyntaxError:
        return None
    if len(source) > 3000:
        return None
    kept = [each for each in (record(source, call, most_steps) for call in calls) if each is not None]
    return {"source": source, "calls": kept} if kept else None


def apart(compute):
    """In a process of its own: a single line (a power of a power) can run for hours, and no tracer sees into it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        try:
            with os.fdopen(writer, "w", encoding="utf-8") as file:
                json.dump(compute(), file)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if status == 0 else None


def record(source, call, most_steps):
    found = trace(source, call, most_steps)
    return None if found is None or is_outside(found) else found


def is_outside(found):
    """Complex numbers, and values larger than a rule may make."""
    text = json.dumps(found)
    return "complex" in text or re.search(r"\dj\)", text) is not None or "MemoryError" in text or len(text) > 20_000


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
    if path.suffix == ".gz":
        text = "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in programs)
        path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
        return
    with path.open("w", encoding="utf-8") as file:
        for each in programs:
            file.write(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
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
        write(ROOT / "generated.jsonl.gz", generated(options.seed, options.count, 120))
    write(ROOT / "written.jsonl", written(ROOT / "programs"))


if __name__ == "__main__":
    main()
