# text.py BYTES: prints so many bytes of text, the same each time: words of which some are frequent, numbers and lines.
import sys

state = 20261201


def number(below):
    """A linear congruential generator's next number."""
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return (state >> 33) % below


letters = "etaoinshrdlucmfwypvbgkjqxz"
words = ["".join(letters[min(number(26), number(26))] for _ in range(2 + number(8))) for _ in range(4000)]
text, size, wanted = [], 0, int(sys.argv[1])
while size < wanted:
    line = " ".join(words[min(number(4000), number(4000), number(4000))] for _ in range(3 + number(12))) + " %d\n" % number(100000)
    text.append(line)
    size += len(line)
print("".join(text)[:wanted], end="")
