"""A seeded generator of rule programs: typed expressions and statements, loops that end, calls, and now and then a mistake."""

import io
import tokenize

import rule_constructs as constructs
from rule_constructs import BOOL, DICT, FLOAT, INT, LIST, SET, STR, TUPLE, WORDS

TYPES = [INT, INT, INT, LIST, LIST, STR, STR, BOOL, DICT, TUPLE, WORDS, FLOAT, SET]
NAMES = {
    INT: ["n", "total", "carry", "digit", "count", "low", "high"],
    STR: ["text", "word", "sign", "out"],
    BOOL: ["found", "done", "even"],
    LIST: ["digits", "result", "stack", "numbers", "rest"],
    WORDS: ["words", "parts", "names"],
    DICT: ["table", "seen", "counts"],
    TUPLE: ["pair", "both"],
    FLOAT: ["mean", "ratio", "price"],
    SET: ["unique", "primes", "left"],
}


class Generator:
    def __init__(self, random):
        self.random = random
        self.variables = {}
        self.helpers = []
        self.parts = set()
        self.loop_names = 0
        self.depth = 0

    # -- choosing --------------------------------------------------------------------------------------------------
    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, *choices):
        return self.random.choice(choices)

    def known(self, kind):
        names = [name for name, known in self.variables.items() if known == kind]
        return self.random.choice(names) if names else None

    # -- expressions -----------------------------------------------------------------------------------------------
    def expression(self, kind, depth=2):
        if self.chance(0.015):
            kind = self.random.choice(TYPES)
        name = self.known(kind)
        if name and (depth <= 0 or self.chance(0.4)):
            return name
        if depth <= 0:
            return self.literal(kind)
        if kind in constructs.WIDER and self.chance(0.3):
            return constructs.WIDER[kind](self, depth - 1)
        return getattr(self, kind + "_expression")(depth - 1)

    def float_expression(self, d):
        return constructs.float_expression(self, d)

    def set_expression(self, d):
        return constructs.set_expression(self, d)

    def literal(self, kind):
        random = self.random
        if kind == FLOAT:
            return constructs.float_literal(random)
        if kind == SET:
            return constructs.set_literal(random)
        if kind == INT:
            return str(random.choice([0, 1, 2, 3, 5, 7, 9, 10, 12, 99, 1000, 123456789012345678901]) if self.chance(0.9) else -random.randint(1, 20))
        if kind == STR:
            return repr(random.choice(["", "a", "ab", "hello", "x y", "Rule", "0", "12", "-7", "it's", "a,b,c", "é€", "😀!", "tab\t", "l\n"]))
        if kind == BOOL:
            return random.choice(["True", "False"])
        if kind == LIST:
            return str([random.randint(-3, 9) for _ in range(random.randint(0, 4))])
        if kind == WORDS:
            return str([random.choice(["a", "b", "cd", "Zed", ""]) for _ in range(random.randint(0, 3))])
        if kind == DICT:
            return str({random.choice("abcd"): random.randint(0, 9) for _ in range(random.randint(0, 3))})
        return str(tuple(random.randint(0, 9) for _ in range(random.randint(0, 3))))

    def int_expression(self, d):
        e = self.expression
        form = self.random.randint(0, 27)
        if form < 6:
            return f"{e(INT, d)} {self.pick('+', '-', '*', '+', '-', '//', '%')} {e(INT, d)}"
        if form == 6:
            return f"({e(INT, d)} {self.pick('&', '|', '^')} {e(INT, d)})"
        if form == 7:
            return f"({e(INT, d)} {self.pick('<<', '>>', '**')} {self.random.randint(0, 5)})"
        if form == 8:
            return f"{self.pick('-', '~', '+')}{self.atom(INT, d)}"
        if form in (9, 10):
            return f"{e(LIST, d) if not self.known(LIST) else self.known(LIST)}[{self.index(d)}]"
        if form == 11:
            return f"len({e(self.pick(LIST, STR, DICT, TUPLE, WORDS), d)})"
        if form == 12:
            return f"{self.pick('sum', 'max', 'min')}({e(LIST, d)})"
        if form == 13:
            return f"{self.pick('max', 'min')}({e(INT, d)}, {e(INT, d)})"
        if form == 14:
            return f"sum({self.clause(d, 'x')})" if self.chance(0.7) else f"sum([{self.clause(d, 'x')}], {e(INT, d)})"
        if form == 15:
            return f"abs({e(INT, d)})"
        if form == 16:
            return f"int({self.pick(e(BOOL, d), e(INT, d), repr(str(self.random.randint(0, 99))))})"
        if form == 17:
            return f"({e(INT, d)} if {e(BOOL, d)} else {e(INT, d)})"
        if form == 18:
            return f"{self.atom(DICT, d)}.get({self.key()}, {e(INT, d)})"
        if form == 19:
            return f"{self.atom(DICT, d)}[{self.key()}]"
        if form == 20:
            return f"divmod({e(INT, d)}, {self.random.randint(1, 9)})[{self.random.randint(0, 1)}]"
        if form == 21:
            return f"ord({self.atom(STR, d)}[{self.pick(0, -1)}])"
        if form == 22:
            return f"{self.atom(self.pick(LIST, STR), d)}.count({self.pick(e(INT, d), e(STR, d))})"
        if form == 23 and self.known(LIST):
            return f"{self.known(LIST)}.pop({self.pick('', '', '0', '-1')})"
        if form == 24:
            return f"pow({e(INT, d)}, {self.random.randint(0, 6)}, {self.random.randint(2, 50)})"
        if form == 25:
            return f"{self.atom(STR, d)}.find({e(STR, d)})"
        if form == 26 and self.known(LIST):
            return f"{self.known(LIST)}.index({e(INT, d)})"
        return self.call(INT, d) or self.literal(INT)

    def atom(self, kind, d):
        """An expression that something can be written directly behind."""
        name = self.known(kind)
        if name:
            return name
        literal = self.literal(kind)
        return f"({literal})" if kind in (INT, BOOL, FLOAT) else literal

    def index(self, d):
        return self.pick("0", "-1", "1", self.expression(INT, d), self.expression(INT, 0))

    def key(self):
        return self.pick("'a'", "'b'", "'c'", self.known(STR) or "'d'")

    def bool_expression(self, d):
        e = self.expression
        form = self.random.randint(0, 15)
        if form < 4:
            return f"{e(INT, d)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {e(INT, d)}"
        if form == 4:
            return f"{e(INT, d)} {self.pick('<', '<=')} {e(INT, d)} {self.pick('<', '<=', '==')} {e(INT, d)}"
        if form in (5, 6):
            return f"({e(BOOL, d)} {self.pick('and', 'or')} {e(self.pick(BOOL, BOOL, INT, LIST), d)})"
        if form == 7:
            return f"(not {e(self.pick(BOOL, INT, LIST, STR, DICT), d)})"
        if form == 8:
            return f"{e(INT, d)} {self.pick('in', 'not in')} {e(self.pick(LIST, TUPLE), d)}"
        if form == 9:
            return f"{self.key()} {self.pick('in', 'not in')} {e(self.pick(DICT, WORDS, STR), d)}"
        if form == 10:
            return f"{self.pick('any', 'all')}({self.clause(d, self.pick('x > 2', 'x % 2 == 0', 'x'))})"
        if form == 11:
            return f"{self.atom(STR, d)}.{self.pick('isdigit()', 'isalpha()', 'isupper()', 'islower()', 'startswith(' + e(STR, 0) + ')', 'isspace()')}"
        if form == 12:
            kind = self.pick(LIST, STR, TUPLE, DICT)
            return f"{e(kind, d)} {self.pick('==', '!=')} {e(kind, d)}"
        if form == 13:
            kind = self.pick(LIST, STR, TUPLE)
            return f"{e(kind, d)} {self.pick('<', '<=', '>', '>=')} {e(kind, d)}"
        if form == 14:
            return f"{e(self.pick(LIST, DICT), d)} {self.pick('is', 'is not')} {self.pick('None', self.known(LIST) or 'None')}"
        return self.pick(f"bool({e(INT, d)})", f"isinstance({e(self.pick(INT, STR, LIST), d)}, {self.pick('int', 'str', 'list', '(int, str)', 'bool')})")

    def str_expression(self, d):
        e = self.expression
        form = self.random.randint(0, 21)
        if form < 3:
            return f"{e(STR, d)} + {e(STR, d)}"
        if form == 3:
            return f"str({e(self.pick(INT, LIST, BOOL, DICT, TUPLE), d)})"
        if form == 4:
            return f"{self.atom(STR, d)}[{self.pick('1:', ':-1', '::-1', ':2', '0', '1:3', '-2:')}]"
        if form == 5:
            return f"{self.atom(STR, d)} * {self.random.randint(0, 3)}"
        if form in (6, 7, 8, 9):
            return self.format_string(d)
        if form == 10:
            return f"{self.pick('', ',', ' ', '-')!r}.join({e(WORDS, d)})"
        if form == 11:
            return f"''.join({self.clause(d, 'str(x)')})"
        if form == 12:
            return f"{self.atom(STR, d)}.{self.pick('upper()', 'lower()', 'strip()', 'title()', 'capitalize()', 'swapcase()', 'lstrip(chr(97))', 'zfill(6)')}"
        if form == 13:
            return f"{self.atom(STR, d)}.replace({e(STR, 0)}, {e(STR, 0)})"
        if form == 14:
            return f"{self.atom(STR, d)}.{self.pick('ljust', 'rjust', 'center')}({self.random.randint(0, 9)}{self.pick('', ', ' + repr('*'))})"
        if form == 15:
            return f"repr({e(self.pick(STR, LIST, WORDS, DICT), d)})"
        if form == 16:
            return f"chr({self.random.randint(65, 90)} + {e(INT, d)} % 26)"
        if form == 17:
            return f"({e(STR, d)} if {e(BOOL, d)} else {e(STR, d)})"
        if form == 18:
            return f"{self.pick('bin', 'hex', 'oct')}({e(INT, d)})"
        if form == 19:
            return f"{self.atom(WORDS, d)}[{self.index(0)}]"
        if form == 20:
            return f"({e(STR, 0)} {self.literal(STR) if self.chance(0) else ''}or {e(STR, 0)})"
        return self.call(STR, d) or self.literal(STR)

    def format_string(self, d):
        parts = []
        for _ in range(self.random.randint(1, 3)):
            parts.append(self.pick("", "x=", " | ", "{{}}", "é"))
            kind = self.pick(INT, INT, STR, LIST)
            value = self.known(kind) or ("7" if kind == INT else "len('ab')")
            if kind == INT or value == "len('ab')":
                parts.append("{" + value + self.pick("", ":5d", ":<5", ":^7,", ":05", ":x", ":#b", ":+d", "!r:>4", ":_d", "=") + "}")
            elif kind == STR:
                parts.append("{" + value + self.pick("", "!r", ":>6", ":*^9", ":<4", ":.2", "!r:.3", "=") + "}")
            else:
                parts.append("{" + value + self.pick("", "!r", "!s:>12", "[-1:]", "=") + "}")
        return 'f"' + "".join(parts) + '"'

    def clause(self, d, element):
        """The inside of a comprehension."""
        source = self.pick(self.expression(LIST, 0), f"range({self.random.randint(0, 6)})", self.expression(LIST, d))
        condition = self.pick("", "", f" if x {self.pick('>', '<', '!=')} {self.expression(INT, 0)}", " if x % 2")
        if self.chance(0.15):
            return f"{element} for x in {source} for y in range({self.random.randint(0, 2)}){condition}"
        return f"{element} for x in {source}{condition}"

    def list_expression(self, d):
        e = self.expression
        form = self.random.randint(0, 18)
        if form < 3:
            return f"[{', '.join(e(INT, d) for _ in range(self.random.randint(0, 4)))}]"
        if form == 3:
            return f"{e(LIST, d)} + {e(LIST, d)}"
        if form == 4:
            return f"{self.atom(LIST, d)}[{self.pick('1:', ':-1', '::-1', ':2', '::2', '1:3', '-2:', ':')}]"
        if form == 5:
            return f"{self.atom(LIST, d)} * {self.random.randint(0, 2)}"
        if form in (6, 7):
            return f"[{self.clause(d, self.pick('x', 'x * 2', 'x + ' + e(INT, 0), 'abs(x)', 'x // 2'))}]"
        if form == 8:
            return f"sorted({e(LIST, d)}{self.pick('', ', reverse=True', ', key=lambda x: -x', ', key=abs')})"
        if form == 9:
            return f"list({self.pick('range', 'range')}({self.random.randint(0, 5)}{self.pick('', ', 9', ', 9, 2', ', -3, -1')}))"
        if form == 10:
            return f"list(reversed({e(LIST, d)}))"
        if form == 11:
            return f"list(map({self.pick('abs', 'lambda x: x + 1', 'int')}, {e(LIST, d)}))"
        if form == 12:
            return f"list(filter({self.pick('None', 'lambda x: x > 1')}, {e(LIST, d)}))"
        if form == 13:
            return f"[*({e(LIST, d)}), {e(INT, d)}]"
        if form == 14:
            return f"list({self.atom(DICT, d)}.values())"
        if form == 15:
            return f"[a {self.pick('+', '-', '*')} b for a, b in zip({e(LIST, d)}, {e(LIST, d)})]"
        if form == 16:
            return f"{self.atom(LIST, d)}.copy()"
        if form == 17:
            return f"({e(LIST, d)} or {e(LIST, d)})"
        return self.call(LIST, d) or self.literal(LIST)

    def words_expression(self, d):
        e = self.expression
        return self.pick(
            f"{self.atom(STR, d)}.split({self.pick('', repr(','), repr('a'))})",
            f"list({e(STR, d)})",
            f"[str(x) for x in {e(LIST, d)}]",
            f"sorted({e(WORDS, d)}{self.pick('', ', key=len', ', key=str.lower')})",
            f"[{e(STR, d)}, {e(STR, d)}]",
            f"[w.upper() for w in {e(WORDS, d)} if w]",
            f"list({self.atom(DICT, d)})",
            f"{e(WORDS, d)} + [{e(STR, d)}]",
        )

    def dict_expression(self, d):
        e = self.expression
        return self.pick(
            "{" + ", ".join(f"{self.key()}: {e(INT, d)}" for _ in range(self.random.randint(0, 3))) + "}",
            f"{{k: v + 1 for k, v in {self.atom(DICT, d)}.items()}}",
            f"{{c: len(c) for c in {e(WORDS, d)}}}",
            f"dict(zip({e(WORDS, d)}, {e(LIST, d)}))",
            f"{{**({e(DICT, d)}), {self.key()}: {e(INT, d)}}}",
            f"{self.atom(DICT, d)}.copy()",
            f"dict(a={e(INT, d)}, b=2)",
            f"{e(DICT, d)} | {e(DICT, d)}",
        )

    def tuple_expression(self, d):
        e = self.expression
        return self.pick(
            f"({e(INT, d)}, {e(INT, d)})",
            f"({e(INT, d)},)",
            f"tuple({e(LIST, d)})",
            f"divmod({e(INT, d)}, {self.random.randint(1, 9)})",
            f"{e(TUPLE, d)} + {e(TUPLE, d)}",
            f"{self.atom(TUPLE, d)}[{self.pick('1:', '::-1', ':1')}]",
        )

    def call(self, kind, d):
        fitting = [helper for helper in self.helpers if helper[2] == kind]
        if not fitting:
            return None
        name, parameters, _ = self.random.choice(fitting)
        args = []
        for parameter, parameter_kind, default in parameters:
            if default is not None and self.chance(0.5):
                break
            args.append(self.expression(parameter_kind, d))
        if args and self.chance(0.15):
            args[-1] = f"{parameters[len(args) - 1][0]}={args[-1]}"
        elif self.chance(0.01):
            args.append("1")
        return f"{name}({', '.join(args)})"

    def flat_arithmetic(self):
        """Operators without brackets: the parser has to know their precedence."""
        text = self.flat_operand()
        for _ in range(self.random.randint(0, 4)):
            operator = self.pick("+", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "**")
            text += f" {operator} " + (str(self.random.randint(0, 4)) if operator in ("<<", ">>", "**") else self.flat_operand())
        return text

    def flat_operand(self):
        return self.pick("", "", "", "-", "~", "- -", "+") + (self.known(INT) or str(self.random.randint(0, 12)))

    def flat_condition(self):
        text = ""
        for _ in range(self.random.randint(1, 4)):
            text += self.pick("", " and ", " or ") or (" and " if text else "") if text else ""
            text += self.pick("", "", "not ", "not not ")
            text += self.flat_arithmetic()
            for _ in range(self.random.choice([0, 1, 1, 2])):
                operator = self.pick("<", "<=", ">", ">=", "==", "!=", "is not", "is", "in", "not in")
                right = self.expression(LIST, 0) if operator in ("in", "not in") else "None" if operator in ("is", "is not") else self.flat_arithmetic()
                text += f" {operator} {right}"
                if operator in ("in", "not in", "is", "is not"):
                    break
        if self.chance(0.15):
            text = f"{text} if {self.flat_operand()} > 1 else lambda: 0 if 1 else 2" if self.chance(0.1) else f"{text} if not {self.flat_operand()} else {self.flat_arithmetic()}"
        return text

    # -- statements ------------------------------------------------------------------------------------------------
    def target(self, kind):
        name = self.known(kind)
        if name and self.chance(0.6):
            return name
        name = self.random.choice(NAMES[kind])
        return name

    def body(self, size, indent, in_loop):
        """Statements of a block; what it binds may be unbound after it, which is part of the language."""
        lines = []
        for _ in range(size):
            lines += self.statement(indent, in_loop)
        return lines

    def block(self, indent, in_loop):
        self.depth += 1
        before = dict(self.variables)
        lines = self.body(self.random.randint(1, 3), indent + "    ", in_loop)
        if not self.chance(0.1):
            self.variables = {**{name: kind for name, kind in self.variables.items() if name in before}}
        self.depth -= 1
        return lines

    def statement(self, indent, in_loop):
        if self.chance(0.35):
            return constructs.statement(self, indent, in_loop)
        form = self.random.randint(0, 30)
        if form < 9:
            kind = self.random.choice(TYPES)
            value = self.expression(kind, 3)
            if kind in (INT, BOOL) and self.chance(0.2):
                value = self.flat_arithmetic() if kind == INT else self.flat_condition()
            name = self.target(kind)
            self.variables[name] = kind
            return [f"{indent}{name}{self.pick('', '', '', '', ': ' + self.pick('int', 'list', 'str')) } = {value}"]
        if form == 9:
            name = self.known(INT)
            if name:
                return [f"{indent}{name} {self.pick('+=', '-=', '*=', '//=', '%=', '|=', '>>=')} {self.expression(INT, 2)}"]
        if form == 10:
            kind = self.pick(STR, LIST)
            name = self.known(kind)
            if name:
                return [f"{indent}{name} += {self.expression(kind, 2)}"]
        if form in (11, 12, 13):
            name = self.known(LIST)
            if name:
                i = self.expression(INT, 1)
                return [indent + self.pick(
                    f"{name}.append({i})", f"{name}.append({i})", f"{name}.insert(0, {i})", f"{name}.extend({self.expression(LIST, 1)})",
                    f"{name}.reverse()", f"{name}.sort()", f"{name}.pop()", f"{name}[{self.index(0)}] = {i}", f"{name}[{self.index(0)}] += {i}",
                    f"{name}[{self.pick('1:', ':1', '::2', '1:2')}] = {self.expression(LIST, 1)}", f"del {name}[{self.pick('0', '-1', '1:', '::2')}]",
                    f"{name}.remove({i})", f"{name}.clear()", f"{name}.sort(key=lambda x: x % 3, reverse=True)")]
        if form in (14, 15):
            name = self.known(DICT)
            if name:
                return [indent + self.pick(
                    f"{name}[{self.key()}] = {self.expression(INT, 1)}", f"{name}[{self.key()}] = {name}.get({self.key()}, 0) + 1",
                    f"del {name}[{self.key()}]", f"{name}.update({self.expression(DICT, 1)})", f"{name}.setdefault({self.key()}, {self.expression(INT, 0)})",
                    f"{name}.pop({self.key()}, None)", f"{name}[{self.key()}] += {self.expression(INT, 1)}")]
        if form == 16:
            a, b = self.target(INT), self.target(INT)
            value = self.pick(f"{self.expression(INT, 1)}, {self.expression(INT, 1)}", f"divmod({self.expression(INT, 1)}, 10)", self.expression(TUPLE, 1))
            self.variables[a] = self.variables[b] = INT
            return [f"{indent}{a}, {b} = {value}"]
        if form == 17:
            first, rest = self.target(INT), self.target(LIST)
            value = self.expression(LIST, 1)
            self.variables[first], self.variables[rest] = INT, LIST
            return [f"{indent}{self.pick(f'{first}, *{rest}', f'*{rest}, {first}', f'[{first}, *{rest}]')} = {value}"]
        if form == 18:
            a, b = self.target(INT), self.target(INT)
            value = self.expression(INT, 2)
            self.variables[a] = self.variables[b] = INT
            return [f"{indent}{a} = {b} = {value}"]
        if form == 19 and self.helpers:
            kind = self.pick(INT, STR, LIST)
            call = self.call(kind, 2)
            if call:
                return [f"{indent}{call}"]
        if form in (20, 21, 22, 23) and self.depth < 3:
            return self.if_statement(indent, in_loop)
        if form in (24, 25, 26) and self.depth < 3:
            return self.for_statement(indent)
        if form == 27 and self.depth < 2:
            return self.while_statement(indent)
        if form == 28:
            if in_loop and self.chance(0.6):
                return [f"{indent}if {self.expression(BOOL, 1)}:", f"{indent}    {self.pick('break', 'continue')}"]
            if self.chance(0.3):
                return [f"{indent}assert {self.expression(BOOL, 1)}{self.pick('', ', ' + self.expression(STR, 1))}"]
            if self.chance(0.1):
                return [f"{indent}if {self.expression(BOOL, 1)}:", f"{indent}    raise {self.pick('ValueError', 'KeyError', 'IndexError')}({self.expression(STR, 1)})"]
        if form == 29:
            name = self.target(INT)
            value = self.expression(INT, 1)
            self.variables[name] = INT
            return [f"{indent}{name} = {value}; {name} {self.pick('+=', '-=')} 1"]
        return [f"{indent}{self.pick('pass', '# a comment', 'print(' + self.expression(self.random.choice(TYPES), 1) + ')')}"] + [f"{indent}pass"]

    def if_statement(self, indent, in_loop):
        test = self.flat_condition() if self.chance(0.3) else self.expression(self.pick(BOOL, BOOL, BOOL, LIST, INT), 2)
        if self.chance(0.1):
            return [f"{indent}if {test}: {self.simple()}"]
        lines = [f"{indent}if {test}:"] + self.block(indent, in_loop)
        for _ in range(self.random.choice([0, 0, 0, 1, 2])):
            lines += [f"{indent}elif {self.expression(BOOL, 2)}:"] + self.block(indent, in_loop)
        if self.chance(0.5):
            lines += [f"{indent}else:"] + self.block(indent, in_loop)
        return lines

    def simple(self):
        name = self.known(INT)
        return f"{name} += 1" if name else "pass"

    def for_statement(self, indent):
        self.loop_names += 1
        item = self.pick("i", "j", "x", "k") + (str(self.loop_names) if self.chance(0.2) else "")
        e = self.expression
        form = self.random.randint(0, 6)
        if form == 0:
            head, bound = f"{item} in range({self.random.randint(0, 5)})", {item: INT}
        elif form == 1:
            head, bound = f"{item} in {e(LIST, 1)}", {item: INT}
        elif form == 2:
            head, bound = f"{item}, value in enumerate({e(LIST, 1)}{self.pick('', ', 1')})", {item: INT, "value": INT}
        elif form == 3:
            head, bound = f"{item}, other in zip({e(LIST, 1)}, {e(LIST, 1)})", {item: INT, "other": INT}
        elif form == 4:
            head, bound = f"letter in {e(STR, 1)}", {"letter": STR}
        elif form == 5:
            head, bound = f"key, value in {self.atom(DICT, 1)}.items()", {"key": STR, "value": INT}
        else:
            head, bound = f"{item} in range(len({e(LIST, 1)}){self.pick('', ' - 1, -1, -1', ' + 1')})", {item: INT}
        self.variables.update(bound)
        if self.chance(0.08):
            return [f"{indent}for {head}: {self.simple()}"]
        lines = [f"{indent}for {head}:"] + self.block(indent, True)
        if self.chance(0.15):
            lines += [f"{indent}else:"] + self.block(indent, False)
        return lines

    def while_statement(self, indent):
        name = f"w{self.loop_names}"
        self.loop_names += 1
        form = self.random.randint(0, 3)
        numbers = self.known(LIST)
        if form == 0 and numbers:
            lines = [f"{indent}while {numbers}:", f"{indent}    digit = {numbers}.pop()"]
            self.variables["digit"] = INT
            return lines + self.block(indent, True)
        if form == 1:
            lines = [f"{indent}{name} = {self.random.randint(0, 4)}", f"{indent}while True:", f"{indent}    {name} -= 1", f"{indent}    if {name} < 0:", f"{indent}        break"]
            return lines + self.block(indent, True)
        limit = self.random.randint(0, 4)
        more = self.pick("", f" and {self.expression(BOOL, 1)}", f" or {self.expression(BOOL, 1)}" if self.chance(0.3) else "")
        if self.chance(0.1):
            return [f"{indent}{name} = {limit}", f"{indent}while {name} > 0: {name} -= 1"]
        lines = [f"{indent}{name} = 0", f"{indent}while {name} < {limit}{more}:", f"{indent}    {name} += 1"] + self.block(indent, True)
        if self.chance(0.2):
            lines += [f"{indent}else:"] + self.block(indent, False)
        return lines

    # -- functions -------------------------------------------------------------------------------------------------
    def function(self, name, size):
        self.variables = {}
        self.depth = 0
        parameters = []
        for kind in self.random.choices([INT, LIST, STR, DICT, WORDS, FLOAT, SET], weights=[4, 4, 2, 1, 1, 1, 1], k=self.random.randint(1, 3)):
            parameter = self.random.choice([each for each in NAMES[kind] if each not in self.variables])
            self.variables[parameter] = kind
            has_default = self.chance(0.25) or (parameters and parameters[-1][2] is not None)
            parameters.append((parameter, kind, self.literal(kind) if has_default else None))
        head = ", ".join(p if default is None else f"{p}={default}" for p, _, default in parameters)
        lines = [f"def {name}({head}):"]
        if self.chance(0.2):
            lines.append('    """What it does."""')
        result = self.pick(INT, INT, STR, LIST, BOOL, TUPLE, FLOAT, SET)
        if self.chance(0.2) and parameters[0][1] == INT and parameters[0][2] is None:
            lines += self.recursion(name, parameters, result)
        lines += self.body(size, "    ", False)
        if self.chance(0.95):
            lines.append(f"    return {self.expression(result, 2)}")
        self.helpers.append((name, parameters, result))
        return lines

    def recursion(self, name, parameters, result):
        first = parameters[0][0]
        rest = "".join(f", {p}" for p, _, _ in parameters[1:])
        joined = f"{name}({first} {self.pick('- 1', '// 2', '- 2')}{rest})"
        if result == INT:
            joined = self.pick(f"{joined} + {first}", f"max({first}, {joined})", joined)
        return [f"    if {first} > {self.random.randint(6, 12)}:", f"        {first} = {first} % 6", f"    if {first} > 0:", f"        return {joined}"]


def in_pattern(token):
    """Of a `case`, before its guard."""
    before = token.line[: token.start[1]]
    return before.lstrip().startswith("case ") and " if " not in before


def broken_lines(source, random):
    """The same program with some line breaks inside brackets, which changes which lines its parts are on. The rule language has patterns on one line only."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    lines = source.splitlines(keepends=True)
    breaks = []
    level = 0
    for token in tokens:
        if token.type == tokenize.OP and token.string in ")]}":
            level -= 1
        if level > 0 and random.random() < 0.12 and token.type != tokenize.NEWLINE and token.start[0] == token.end[0] and not in_pattern(token):
            breaks.append(token.start)
        if token.type == tokenize.OP and token.string in "([{":
            level += 1
    for row, column in reversed(breaks):
        line = lines[row - 1]
        lines[row - 1] = line[:column].rstrip() + "\n        " + line[column:]
    return "".join(lines)


def program(random):
    """The source of a random program, and calls of its last function."""
    generator = Generator(random)
    lines = []
    if generator.chance(0.1):
        lines += ["LIMIT = 10", ""]
    count = random.randint(1, 3)
    for index in range(count):
        lines += generator.function(["first", "second", "main"][index + 3 - count], random.randint(2, 7 if index == count - 1 else 4)) + ["", ""]
    source = constructs.prelude(generator.parts, "\n".join(lines).rstrip() + "\n")
    if random.random() < 0.35:
        source = broken_lines(source, random)
    _, parameters, _ = generator.helpers[-1]
    generator.variables = {}
    calls = []
    for _ in range(2):
        calls.append("main(" + ", ".join(generator.literal(kind) for _, kind, _ in parameters) + ")")
    return source, calls
