"""Runs rule programs under sys.settrace and records, per call, the finished lines and how the call ended.

A step is recorded when its line has finished: at the next event of its frame. Only functions of the rule are stepped;
comprehensions, generator expressions and lambdas run inside the line that uses them. States are stored as differences
from the frame's previous step: {name: repr}, with None for a name that is no longer bound.
"""

import contextlib
import io
import re
import sys

FILE = "<rule>"
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


class TooLong(BaseException):
    """The call made more steps, or larger values, than are wanted."""


def written(value):
    try:
        text = repr(value)
    except ValueError as error:  # an int of more digits than CPython writes
        raise TooLong from error
    if len(text) > 3000:
        raise TooLong
    return ADDRESS.sub("", text)


class Tracer:
    def __init__(self, most_steps):
        self.steps = []
        self.raised = None
        self.depth = -1
        self.most_steps = most_steps

    def on_call(self, frame, event, _argument):
        code = frame.f_code
        if event != "call" or code.co_filename != FILE or code.co_name.startswith("<"):
            return None
        self.depth += 1
        depth = self.depth
        last = None
        before = {}

        def finish(line, frame, returned):
            nonlocal before
            now = {name: written(value) for name, value in frame.f_locals.items()}
            changes = {name: text for name, text in now.items() if before.get(name) != text}
            changes.update({name: None for name in before if name not in now})
            before = now
            step = [line, depth, changes]
            if returned is not None:
                step.append(returned)
            self.steps.append(step)
            if len(self.steps) > self.most_steps:
                raise TooLong

        def on_event(frame, event, argument):
            nonlocal last
            if event == "line":
                if last is not None:
                    finish(last, frame, None)
                last = frame.f_lineno
                self.raised = None
            elif event == "return":
                self.depth -= 1
                if self.raised is None:
                    finish(last, frame, written(argument))
            elif event == "exception" and self.raised is None:
                state = {name: written(value) for name, value in frame.f_locals.items()}
                self.raised = [last, code.co_qualname, depth, state]
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
        if tracer.raised is None:  # the arguments did not fit: no line was executed
            return {"call": call, "steps": [], "error": [type(error).__name__, str(error)]}
        line, function, depth, state = tracer.raised
        end = [type(error).__name__, str(error), line, function, depth, state]
        return {"call": call, "steps": tracer.steps, "error": end}
    finally:
        sys.settrace(None)
    return {"call": call, "steps": tracer.steps, "value": result}
