class Guard:
    def __init__(self, name, log, quiet=False):
        self.name = name
        self.log = log
        self.quiet = quiet

    def __enter__(self):
        self.log.append("+" + self.name)
        return self.name

    def __exit__(self, kind, value, trace):
        self.log.append(f"-{self.name}:{value!r}")
        return self.quiet


def early(items):
    log = []
    with Guard("a", log) as a, Guard("b", log) as b:
        for x in items:
            if x == 2:
                return log, a + b
    return log


def loop(items):
    log = []
    for x in items:
        with Guard(str(x), log, True):
            if x == 1:
                continue
            if x == 3:
                break
            10 // x
            log.append("fine")
    return log


def nested(x):
    log = []
    try:
        with Guard("o", log):
            with Guard("i", log):
                [1][x]
    except IndexError as error:
        log.append(str(error))
    finally:
        log.append("end")
    return log


def both(x):
    with Guard("v", []) as v:
        return v * x


def wrong(x):
    with x as y:
        return y
# >>> early([1, 2])
# >>> early([1])
# >>> loop([0, 1, 2, 3, 4])
# >>> nested(0)
# >>> nested(4)
# >>> both(3)
# >>> both("q")
# >>> wrong(3)
