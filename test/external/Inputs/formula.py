# formula.py VARIABLES: prints a random formula of clauses of three literals, about as many as make it hard, in DIMACS' form.
import random
import sys

variables = int(sys.argv[1])
draw = random.Random(7)
clauses = int(4.26 * variables)
print("p cnf %d %d" % (variables, clauses))
for _ in range(clauses):
    chosen = draw.sample(range(1, variables + 1), 3)
    print(" ".join(str(v * draw.choice((1, -1))) for v in chosen), 0)
