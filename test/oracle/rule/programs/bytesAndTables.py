# >>> checksum(b"hello")
# >>> encoded("h\u00e9llo")
# >>> encoded("\u6f22")
# >>> numbers(258)
# >>> parts(b"a,b;c")
# >>> leet("hello world")
# >>> drain([3, 2, 0, 1])
# >>> views({"a": 1, "b": 2}, {"b": 2, "c": 3})
# >>> broken(b"\xff")


def checksum(data):
    total = 0
    for byte in data:
        total = (total * 31 + byte) % 65521
    return total, data[0], data[1:3], data.hex()


def encoded(text):
    data = text.encode("utf-8")
    back = data.decode()
    return data, len(data), back == text, text.encode("ascii")


def numbers(n):
    data = n.to_bytes(4, "big")
    return data, int.from_bytes(data, "little"), bytes([n % 256]), bytes(2)


def parts(data):
    head, *tail = data.split(b",")
    return head, tail, b"-".join([head, *tail]), data.upper(), b"b" in data, data + b"!", data * 2


def leet(text):
    table = str.maketrans("elo", "310", "w")
    return text.translate(table), table


def drain(xs):
    return list(iter(xs.pop, 0)), xs


def views(a, b):
    common = a.keys() & b.keys()
    return sorted(common), sorted(a.keys() | b), a.items() & b.items(), a.keys() == {"a", "b"}, sorted(b.keys() - a)


def broken(data):
    text = data.decode()
    return text
