# >>> divided(4, 2)
# >>> divided(4, 0)
# >>> parsed(["1", "x", "3"])
# >>> chosen("1")
# >>> chosen("x")
# >>> chosen(None)
# >>> chosen([0])
# >>> cleaned(0)
# >>> cleaned(1)
# >>> cleaned(2)
# >>> loops([1, 0, 2, None, 5])
# >>> nested(0)
# >>> nested(1)
# >>> nested(2)
# >>> again(0)
# >>> chained({})

# >>> describe()
# >>> returning()
# >>> overriding(3)
# >>> forgotten()
# >>> deep(3)
# >>> asserted(0)
# >>> asserted(1)
# >>> asserted(2)
# >>> looked({"a": 1}, "b")
# >>> family()
# >>> wrongClass()
# >>> notException()
# >>> nothingToRaise()
# >>> inherited(0)
# >>> bare(0)
# >>> elses([1, 0])
# >>> closing()
# >>> retried(3)
# >>> unreached(5)
# >>> oneLine(0)
# >>> inComprehension([1, 0])
# >>> recursion(1)
# >>> withLambda()
# >>> popped([])


def divided(a, b):
    try:
        result = a // b
    except ZeroDivisionError:
        result = None
    return result


def parsed(words):
    total = 0
    bad = []
    for word in words:
        try:
            total += int(word)
        except ValueError as error:
            bad.append(str(error))
            continue
        else:
            total *= 2
    return total, bad


def chosen(x):
    try:
        value = int(x) + 1
    except ValueError as e:
        return "value", e.args
    except (TypeError, KeyError) as e:
        kind = type_name(e)
        return kind, repr(e)
    else:
        return value
    finally:
        done = True


def type_name(e):
    for name, kind in [("TypeError", TypeError), ("KeyError", KeyError)]:
        if isinstance(e, kind):
            return name
    return "?"


def cleaned(n):
    log = []
    try:
        log.append("begin")
        if n == 1:
            return log
        x = 10 // n
        log.append(x)
    finally:
        log.append("end")
    return log


def loops(xs):
    seen = []
    for x in xs:
        try:
            if x is None:
                break
            if x == 0:
                continue
            seen.append(10 // x)
        finally:
            seen.append(x)
    else:
        seen.append("else")
    return seen


def nested(n):
    out = []
    try:
        try:
            out.append(1 // n)
        except ZeroDivisionError as e:
            out.append(str(e))
            raise ValueError("bad") from e
        finally:
            out.append("inner")
        if n == 2:
            raise KeyError("k", 2)
    except ValueError as e:
        out.append(e)
    except LookupError as e:
        out.append(e.args)
    finally:
        out.append("outer")
    return out


def again(n):
    try:
        return 1 // n
    except ZeroDivisionError:
        n = 5
        raise


def chained(d):
    try:
        d["x"]
    except KeyError as e:
        raise RuntimeError(f"no {e}") from None


def described(e):
    return str(e)


def describe():
    a = ValueError()
    b = ValueError("one")
    c = ValueError("one", 2)
    d = KeyError("k")
    texts = [str(each) for each in (a, b, c, d)]
    return texts, [a, b, c, d], c.args, f"{b}", f"{d!r}"


def returning():
    for i in range(3):
        try:
            return i
        finally:
            i += 10
            x = i


def overriding(n):
    while True:
        try:
            n -= 1
            if n == 0:
                raise ValueError
            continue
        except ValueError:
            return "raised"
        finally:
            if n == 0:
                return "overridden"


def forgotten():
    e = 1
    try:
        [][0]
    except IndexError as e:
        pass
    return e


def deep(n):
    try:
        return step(n)
    except LookupError as error:
        return str(error)


def step(n):
    if n == 0:
        raise LookupError("end", n)
    try:
        return step(n - 1)
    finally:
        n = -n


def asserted(n):
    assert n != 0, f"zero: {n}"
    assert n != 1
    try:
        assert n != 2, ("two", n)
    except AssertionError as e:
        return e.args


def looked(d, key):
    try:
        return d[key]
    except KeyError as e:
        missing = e.args[0]
        return missing, e.args == (key,)


def family():
    found = []
    for e in (IndexError(), KeyError(), ZeroDivisionError(), UnboundLocalError(), NotImplementedError(), StopIteration(3)):
        try:
            raise e
        except LookupError:
            found.append("lookup")
        except ArithmeticError:
            found.append("arithmetic")
        except NameError:
            found.append("name")
        except RuntimeError:
            found.append("runtime")
        except Exception as other:
            found.append(other.value)
    return found


def wrongClass():
    try:
        1 // 0
    except "ZeroDivisionError":
        return 1


def notException():
    raise 5


def nothingToRaise():
    raise


def inherited(n):
    try:
        1 // n
    except ArithmeticError:
        rethrow()


def rethrow():
    raise


def bare(n):
    try:
        try:
            return 1 // n
        except:
            n = 7
            raise
    except Exception as e:
        return n, e


def elses(xs):
    out = []
    for x in xs:
        try:
            y = 1 // x
        except ZeroDivisionError:
            out.append("zero")
        else:
            out.append(y)
            if x:
                out.append("one")
        finally:
            out.append("done")
            if x:
                out.append("true")
            else:
                out.append("false")
    return out


def closing():
    log = []

    def inner():
        try:
            log.append("work")
            raise OSError("disk")
        finally:
            log.append("close")

    try:
        inner()
    except OSError as e:
        log.append(e)
    return log


def retried(n):
    tries = 0
    while True:
        try:
            tries += 1
            if tries < n:
                raise ValueError(tries)
            break
        except ValueError as e:
            last = e
    return tries, last


def unreached(n):
    try:
        return n
    except ValueError:
        return 1
    finally:
        n += 1


def oneLine(n):
    try: x = 1 // n
    except ZeroDivisionError: x = 0
    finally: n = 3
    return x, n


def inComprehension(xs):
    try:
        ys = [1 // x for x in xs]
    except ZeroDivisionError:
        ys = [0]
    return ys


def recursion(n):
    try:
        return recursion(n + 1) if n < 5 else [][n]
    except IndexError as e:
        if n > 3:
            raise
        return n


def withLambda():
    f = lambda x: x["a"]
    try:
        f({})
    except (
        ValueError,
        KeyError,
    ) as e:
        return e


def popped(xs):
    try:
        xs.pop()
    except IndexError as e:
        xs.append(e)
        del e
    return xs
