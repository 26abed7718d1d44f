def is_palindrome(text):
    letters = [c.lower() for c in text if c.isalnum()]
    left, right = 0, len(letters) - 1
    while left < right:
        if letters[left] != letters[right]:
            return False
        left, right = left + 1, right - 1
    return True


# >>> is_palindrome("A man, a plan")
# >>> is_palindrome("Aba")
# >>> is_palindrome("")
