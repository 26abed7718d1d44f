def größe(naïve, 变量="值"):
    länge = len(naïve)
    for zeichen in naïve:
        变量 += zeichen
    return länge, 变量[::-1], naïve[1], 变量.find("😀"), sorted(naïve), naïve < "\uffff", ord(naïve[-1])


# >>> größe("a😀é")
# >>> größe("")
