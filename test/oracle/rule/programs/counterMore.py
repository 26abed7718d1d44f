from collections import Counter


def anagram(a, b):
    ca, cb = Counter(a), Counter(b)
    same = ca == cb
    words = Counter({"x": 3, "y": 1})
    words["z"] += 5
    words += Counter(x=1)
    kw = Counter(a=2, b=0)
    pairs = [(k, v) for k, v in words.items()]
    return same, words, kw, pairs, ca <= cb, dict(words), Counter(), "q" in words, -Counter(a=-1, b=2)
# >>> anagram("listen", "silent")
