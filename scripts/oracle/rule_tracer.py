"""Runs rule programs under sys.settrace and records, per call, the finished lines and how the call ended.

A step is recorded when its line has finished or raised: at the next event of its frame. Only functions of the rule are
stepped; comprehensions, generator expressions and lambdas run inside the line that uses them. A generator's line has
finished when it yields. States are stored as differences from the frame's previous step: {name: repr}, with None for a
name that is no longer bound; after a step that returned, yielded or raised they are told anew.
"""

import contextlib
import io
import opcode
import re
import sys

FILE = "<rule>"
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
RETURN, YIELD, FOR, SEND = (opcode.opmap[name] for name in ("RETURN_VALUE", "YIELD_VALUE", "FOR_ITER", "SEND"))


class TooLong(BaseException):
    """The call made more steps, or larger values, than are wanted."""


def written(value):
    try:
        text = repr(value)
    except ValueError as error:  # an int of more digits than CPython writes
        raise TooLong from error
    except Exception:  # an object that is not ready to be shown yet: its __init__ still runs
        text = f"<{type(value).__qualname__} object>"
    if len(text) > 3000:
        raise TooLong
    return ADDRESS.sub("", text)


class Tracer:
    def __init__(self, most_steps):
        self.steps = []
        self.depth = -1
        self.most_steps = most_steps
        self.origins = []  # each exception, and where it was raised first: line, function, depth, state
        self.unnamed = []  # steps that raised once more what was raised before: no event says what that is

    def see(self, exception, origin):
        for ending in self.unnamed:
            ending["raised"] = type(exception).__name__
        self.unnamed.clear()
        if not any(known is exception for known, _ in self.origins):
            self.origins.append((exception, origin))

    def on_call(self, frame, event, _argument):
        code = frame.f_code
        if event != "call" or code.co_filename != FILE or code.co_name.startswith("<"):
            return None
        self.depth += 1
        depth = self.depth
        last = None
        before = {}
        closing = None  # what closes the generator, if it is being closed: whoever closes it sees no exception

        def finish(frame, ending):
            nonlocal before, last
            now = {name: written(value) for name, value in frame.f_locals.items()}
            changes = {name: text for name, text in now.items() if before.get(name) != text}
            changes.update({name: None for name in before if name not in now})
            before = now if ending is None else {}
            self.steps.append([last, depth, changes] if ending is None else [last, depth, changes, ending])
            last = None
            if len(self.steps) > self.most_steps:
                raise TooLong

        def on_event(frame, event, argument):
            nonlocal closing, last
            if event == "line":
                if last is not None:
                    finish(frame, None)
                last = frame.f_lineno
            elif event == "exception" and not (argument[0] is StopIteration and code.co_code[frame.f_lasti] in (FOR, SEND)):
                state = {name: written(value) for name, value in frame.f_locals.items()}
                closing = argument[1] if argument[0] is GeneratorExit else None
                self.see(argument[1], [frame.f_lineno, code.co_qualname, depth, state])
                if last is not None:
                    finish(frame, {"raised": type(argument[1]).__name__})
            elif event == "return":
                self.depth -= 1
                left = code.co_code[frame.f_lasti]
                if last is not None:
                    if left == RETURN:
                        finish(frame, {"returned": written(argument)})
                    elif left == YIELD:
                        finish(frame, {"yielded": written(argument)})
                    else:
                        finish(frame, {"raised": None})
                        self.unnamed.append(self.steps[-1][-1])
                        if closing is not None:
                            self.see(closing, [])
            return on_event

        return on_event


def trace(source, call, most_steps):
    """The record of one call, with everything that it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        record = record_of(source, call, most_steps)
    if record is not None and printed.getvalue():
        record["printed"] = printed.getvalue()
    return record


def record_of(source, call, most_steps):
    """The record of one call; None when it takes too many steps or the text does not compile."""
    # Without a name of its own the module is not shown before its classes' names.
    names = {"__name__": "builtins"}
    exec(compile(source, FILE, "exec"), names)
    tracer = Tracer(most_steps)
    expression = compile(call, "<call>", "eval")
    sys.settrace(tracer.on_call)
    try:
        value = eval(expression, names)
        sys.settrace(None)
        result = written(value)
    except TooLong:
        return None
    except Exception as error:  # noqa: BLE001 - every exception is a result
        sys.settrace(None)
        tracer.see(error, [])
        # Arguments that do not fit raise before any line is executed.
        origin = next(place for known, place in tracer.origins if known is error)
        end = [type(error).__name__, str(error), *origin]
        return {"call": call, "steps": tracer.steps, "error": end}
    finally:
        sys.settrace(None)
    return {"call": call, "steps": tracer.steps, "value": result}
