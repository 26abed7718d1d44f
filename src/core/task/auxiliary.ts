/**
 * @file Auxiliary rules for training mixtures: small rules over lists and strings whose inputs may be longer than the task's own, so
 * that a model learns to follow list and string steps at lengths that the task never shows. Which of them a model saw, and how long,
 * is part of its recipe and has to be reported with its accuracy.
 */

import type { Rng } from "../base/rng.ts";
import { list, type Value } from "../rule/value.ts";

export interface AuxiliaryRule {
  readonly name: string;
  readonly functionName: string;
  readonly source: string;
  /** Arguments of length `length`: the longest list or string among them has exactly that many elements. */
  sample(rng: Rng, length: number): Value[];
}

const oneList = (rng: Rng, length: number): Value[] => [digits(rng, length)];

/** Two lists, the longer with exactly `length` elements, the other 1 to `length`, in either order. */
const twoLists = (rng: Rng, length: number): Value[] => {
  const lists = [digits(rng, length), digits(rng, rng.integer(1, length))];
  return rng.next() < 0.5 ? lists : lists.reverse();
};

const listAndDigit = (rng: Rng, length: number): Value[] => [digits(rng, length), BigInt(rng.integer(0, 9))];

const wordsList = (rng: Rng, length: number): Value[] => {
  return [list(Array.from({ length }, () => letters(rng, rng.integer(1, 4))))];
};

const oneString = (rng: Rng, length: number): Value[] => [letters(rng, length)];

export const auxiliaryRules: readonly AuxiliaryRule[] = [
  rule(
    "reverse",
    oneList,
    `def reverse(items):
    result = []
    while items:
        result.append(items.pop())
    return result
`,
  ),
  rule(
    "copy",
    oneList,
    `def copy(items):
    result = []
    while items:
        item = items.pop()
        result.insert(0, item)
    return result
`,
  ),
  rule(
    "copy-from-front",
    oneList,
    `def take(items):
    result = []
    while items:
        item = items.pop(0)
        result.append(item)
    return result
`,
  ),
  rule(
    "digit-sum",
    oneList,
    `def digit_sum(items):
    total = 0
    while items:
        digit = items.pop()
        total = (total + digit) % 10
    return total
`,
  ),
  rule(
    "maximum",
    oneList,
    `def maximum(items):
    best = 0
    while items:
        item = items.pop()
        if item > best:
            best = item
    return best
`,
  ),
  rule(
    "last-letters",
    wordsList,
    `def last_letters(words):
    result = ""
    while words:
        word = words.pop(0)
        result += word[-1]
    return result
`,
  ),
  rule(
    "interleave",
    twoLists,
    `def interleave(left, right):
    result = []
    while left or right:
        if left:
            result.append(left.pop())
        if right:
            result.append(right.pop())
    return result
`,
  ),
  rule(
    "larger-of-each",
    twoLists,
    `def larger(left, right):
    result = []
    while left or right:
        a = left.pop() if left else 0
        b = right.pop() if right else 0
        best = a if a > b else b
        result.insert(0, best)
    return result
`,
  ),
  rule(
    "smaller-of-each",
    twoLists,
    `def smaller(left, right):
    result = []
    while left and right:
        a = left.pop()
        b = right.pop()
        least = b if b < a else a
        result.insert(0, least)
    return result
`,
  ),
  rule(
    "add-without-carry",
    twoLists,
    `def add_each(left, right):
    result = []
    while left or right:
        a = left.pop() if left else 0
        b = right.pop() if right else 0
        total = a + b
        result.insert(0, total % 10)
    return result
`,
  ),
  rule(
    "increment",
    oneList,
    `def increment(num):
    result = []
    carry = 1
    while num:
        digit = num.pop()
        total = digit + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`,
  ),
  rule(
    "double",
    oneList,
    `def double(num):
    result = []
    carry = 0
    while num:
        digit = num.pop()
        total = digit + digit + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`,
  ),
  rule(
    "multiply-by-digit",
    listAndDigit,
    `def multiply(num, factor):
    result = []
    carry = 0
    while num:
        digit = num.pop()
        total = digit * factor + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`,
  ),
  rule(
    "count-value",
    listAndDigit,
    `def count(items, wanted):
    found = 0
    while items:
        item = items.pop()
        if item == wanted:
            found = found + 1
    return found
`,
  ),
  rule(
    "remove-value",
    listAndDigit,
    `def remove(items, wanted):
    result = []
    while items:
        item = items.pop()
        if item != wanted:
            result.insert(0, item)
    return result
`,
  ),
  rule(
    "split-parity",
    oneList,
    `def split(items):
    odd = []
    even = []
    while items:
        item = items.pop()
        if item % 2:
            odd.insert(0, item)
        else:
            even.insert(0, item)
    return (odd, even)
`,
  ),
  rule(
    "reverse-text",
    oneString,
    `def reverse_text(text):
    result = ""
    for letter in text:
        result = letter + result
    return result
`,
  ),
  rule(
    "running-total",
    oneList,
    `def running(items):
    total = 0
    result = []
    for item in items:
        total = (total + item) % 10
        result.append(total)
    return result
`,
  ),
];

/** Throws a RangeError for a name that is no rule's. */
export function auxiliaryRule(name: string): AuxiliaryRule {
  const found = auxiliaryRules.find((known) => known.name === name);
  if (!found) throw new RangeError(`There is no auxiliary rule ${name}.`);
  return found;
}

function rule(name: string, sample: AuxiliaryRule["sample"], source: string): AuxiliaryRule {
  const functionName = /def ([a-z_]+)/.exec(source)?.[1] ?? name;
  return { name, functionName, source, sample };
}

function digits(rng: Rng, length: number): Value {
  return list(Array.from({ length }, () => BigInt(rng.integer(0, 9))));
}

function letters(rng: Rng, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(rng.integer(0x61, 0x7a))).join("");
}
