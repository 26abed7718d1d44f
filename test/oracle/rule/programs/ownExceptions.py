class AppError(Exception):
    pass


class NotFound(AppError):
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return f"no {self.name}"


class Coded(AppError):
    code = 7


def find(table, name):
    try:
        if name not in table:
            raise NotFound(name)
        if name == "c":
            raise Coded("bad", 3)
        return table[name] / 2
    except NotFound as e:
        return str(e), e.args, e.name, repr(e)
    except AppError as e:
        return e.code, e.args, str(e), type(e).__name__
    finally:
        print("done", name)


def fail(x):
    if x:
        raise AppError("went wrong", x)
    raise NotFound("q")
# >>> find({"a": 3}, "a")
# >>> find({"a": 3}, "b")
# >>> find({"c": 3}, "c")
# >>> fail(1)
# >>> fail(0)


class Wrapped(Exception):
    def __init__(self, reason, **details):
        Exception.__init__(self, reason)
        self.details = details


def wrap(x):
    try:
        try:
            return 10 // x
        except ZeroDivisionError as error:
            raise Wrapped("cannot", x=x) from error
    except Wrapped as error:
        cause = error.__cause__
        return error.details, error.args, type(cause).__name__, isinstance(error, (KeyError, Exception))


def bare(x):
    attempts = 0
    while True:
        attempts += 1
        try:
            if attempts < x:
                raise AppError
            raise Coded(attempts)
        except Coded as error:
            return attempts, [k.__name__ for k in Coded.__mro__], error
        except AppError:
            continue
# >>> wrap(0)
# >>> wrap(3)
# >>> bare(3)
