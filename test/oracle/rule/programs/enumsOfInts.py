from enum import IntEnum, auto, unique

# >>> uses(1)
# >>> texts(5)
# >>> refused(9)
# >>> wrong("a")


@unique
class Level(IntEnum):
    LOW = auto()
    MID = 5
    HIGH = auto()

    def up(self):
        return Level(min(self + 1, Level.HIGH)) if self != Level.LOW else Level.MID


def uses(n):
    level = Level(n)
    row = "abcdefgh"
    table = {level: "one", Level.MID: "five"}
    found = table[1], table.get(5), 6 in table
    made = [level + 1, level * 2.5, -level, level / 2, level % 3, level << 3, level | 4, ~level]
    same = level == 1, 1 == level, level == 1.0, level is Level.LOW, level in (1, 2), hash(level) == hash(1)
    order = sorted([Level.HIGH, Level.LOW, 3]), max(Level), level < 2 <= Level.MID
    return found, made, same, order, row[level], list(range(level, Level.HIGH, 2)), row[level:Level.MID], "x" * Level.MID


def texts(level):
    member = Level(level)
    print(member, repr(member), [member], f"{member:03d} {member!r} {member}", "%d %s %r" % (member, member, member))
    print(int(member), float(member), bool(member), str(member), member.name, member.value, isinstance(member, int))
    print(sum(Level), [m.up() for m in Level], Level["LOW"], Level.MID.up().name, abs(member), round(member), hex(member))
    print({member: 1}, {Level.LOW, 1, 2}, divmod(member, 2), pow(member, 2), type(member))


def refused(value):
    try:
        return Level(value)
    except ValueError as error:
        return str(error)


def wrong(value):
    return Level.LOW + value
