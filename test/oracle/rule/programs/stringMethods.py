def methods(s):
    out = [s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.strip(), s.lstrip(), s.rstrip()]
    out += [s.split(), s.split("a"), s.split("a", 1), s.rsplit(None, 1), s.rsplit("a", 1), s.split(None, 1), s.splitlines()]
    out += [s.partition("b"), s.rpartition("b"), s.find("a"), s.rfind("a"), s.count("a"), s.replace("a", "--", 1), s.replace("", ".")]
    out += [s.startswith("a"), s.endswith(("b", "c")), s.startswith("b", 1), s.isdigit(), s.isalpha(), s.isalnum(), s.isspace()]
    out += [s.zfill(9), s.center(9, "*"), s.ljust(9, "-"), s.rjust(9), s.removeprefix("a"), s.removesuffix("c"), s.isupper(), s.islower()]
    out += [s[::-1], s[1:3], s[-2:], s * 2, "b" in s, s < "b", s == s[:], s.istitle(), s.isidentifier(), s.expandtabs(4), s.casefold()]
    for each in out:
        kind = str(each)
    return out


# >>> methods("abc")
# >>> methods(" a b\na\tc ")
# >>> methods("")
# >>> methods("Éa😀b ﬁ")
# >>> methods("12")
