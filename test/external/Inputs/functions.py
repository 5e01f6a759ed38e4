# functions.py N: prints a C file of N functions: structs, unions, loops, switches, calls, constants.
import sys

print("typedef struct node { struct node *next; union { int number; double real; char *text; } of; unsigned kind : 3; } node;")
print("static int total;")
for i in range(int(sys.argv[1])):
    print("""
static int walk%(i)d(node *list, int limit)
{
	int sum = %(i)d, k;
	for (k = 0; list && k < limit; list = list->next, k++)
		switch (list->kind) {
		case 0: sum += list->of.number * %(a)d; break;
		case 1: sum ^= (int)(list->of.real * %(b)d.5); break;
		default: sum -= list->of.text[k %% %(b)d] << (%(a)d & 7); break;
		}
	while (sum > %(a)d + limit)
		sum = sum / 2 - (limit & 0x%(i)x);
	total += sum;
	return sum %% 17 == 3 ? %(call)s : sum;
}""" % {"i": i, "a": i % 13 + 1, "b": i % 7 + 1, "call": "walk%d(list, limit - 1)" % (i - 1) if i else "0"})
print("int all(node *list) { return %s; }" % " + ".join("walk%d(list, %d)" % (i, i) for i in range(int(sys.argv[1]))))
