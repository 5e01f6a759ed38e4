# ===- typemaker.py - Random C types and a program that fills and checks them ----===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Every value that is made exists on all platforms: integers fit the smallest type of their name, floating-point values are
# exact in the shortest format. What differs between platforms is where and how the bytes lie.
#
# ===------------------------------------------------------------------------===#

# Name → bits that every platform has, signedness.
INTEGERS = {
    "char": (7, False), "signed char": (8, True), "unsigned char": (8, False), "short": (16, True),
    "unsigned short": (16, False), "int": (32, True), "unsigned": (32, False), "long": (32, True),
    "unsigned long": (32, False), "long long": (64, True), "unsigned long long": (64, False), "_Bool": (1, False),
    "int8_t": (8, True), "uint16_t": (16, False), "int32_t": (32, True), "int64_t": (64, True), "uint64_t": (64, False),
    "size_t": (32, False), "ptrdiff_t": (32, True), "intptr_t": (32, True), "wchar_t": (31, False),
}
BIT_FIELD_BASES = ["int", "unsigned", "_Bool", "signed char", "unsigned short", "long long", "unsigned long long"]
# Mantissa bits, least and greatest exponent of the unit in the last place.
FLOATS = {"float": (24, -149, 104, "F"), "double": (53, -1022, 960, ""), "long double": (53, -900, 900, "L")}


class Scalar:
    def __init__(self, name, bits=None):
        self.name, self.bits = name, bits

    def declare(self, name, indent):
        return "%s%s %s;\n" % (indent, self.name, name)

    def value(self, random):
        return FLOATS[self.name] and floating(random, *FLOATS[self.name]) if self.name in FLOATS else \
            integer(random, *INTEGERS[self.name])

    def visit(self, path, random, fill, check):
        fill.append("  x->%s = %s;" % (path, self.value(random)))
        check.append("  %s(%s)" % ("REAL" if self.name in FLOATS else "WHOLE", path))


class BitField(Scalar):
    def declare(self, name, indent):
        return "%s%s %s : %d;\n" % (indent, self.name, name, self.bits)

    def value(self, random):
        return integer(random, self.bits, INTEGERS[self.name][1])


class Gap:
    """What has no name: bits, or the end of a unit of bits."""

    def __init__(self, text):
        self.text = text

    def declare(self, _, indent):
        return "%s%s;\n" % (indent, self.text)

    def visit(self, path, random, fill, check):
        pass


class Enum(Scalar):
    def __init__(self, name, values):
        self.name, self.values = name, values

    def value(self, random):
        return "%s_%d" % (self.name.split()[1], random.randrange(len(self.values)))


class Array:
    def __init__(self, element, sizes):
        self.element, self.sizes = element, sizes

    def declare(self, name, indent):
        return self.element.declare(name + "".join("[%d]" % n for n in self.sizes), indent)

    def visit(self, path, random, fill, check):
        paths = [path]
        for size in self.sizes:
            paths = ["%s[%d]" % (p, k) for p in paths for k in range(size)]
        for p in paths:
            self.element.visit(p, random, fill, check)


class Record:
    """A struct; one without a name stands where it is declared."""

    def __init__(self, name, members, attribute=""):
        self.name, self.members, self.attribute = name, members, attribute

    def body(self, indent):
        return "".join(m.declare(name, indent + "  ") for name, m in self.members)

    def declare(self, name, indent):
        if self.name:
            return "%sstruct %s %s;\n" % (indent, self.name, name)
        return "%sstruct {\n%s%s} %s;\n" % (indent, self.body(indent), indent, name)

    def visit(self, path, random, fill, check):
        for name, member in self.members:
            member.visit("%s.%s" % (path, name) if path else name, random, fill, check)


class Anonymous(Record):
    """Its members are those of the struct around it."""

    def declare(self, _, indent):
        return "%sstruct {\n%s%s};\n" % (indent, self.body(indent), indent)

    def visit(self, path, random, fill, check):
        super().visit(path.rpartition(".")[0], random, fill, check)


class Pointer:
    """To an object of its own, to one that other pointers lead to, or null."""

    def __init__(self, target):
        self.target = target

    def declare(self, name, indent):
        return "%sstruct %s *%s;\n" % (indent, self.target, name)

    def visit(self, path, random, fill, check):
        which = random.choice([None, 0, 1, 1])
        fill.append("  x->%s = %s;" % (path, "0" if which is None else "&%s_objects[%d]" % (self.target, which)))
        check.append("  LED(%s, %s)" % (path, self.target))


def integer(random, bits, signed):
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    value = random.choice([0, 1, low, high, high - 1, random.randint(low, high), random.randint(low, high)])
    value = min(max(value, low), high)
    if value == -(1 << 63):
        return "(-9223372036854775807LL - 1)"
    return "%d%s" % (value, "LL" if signed else "ULL")


def floating(random, digits, low, high, suffix):
    special = random.randrange(12)
    if special < 3:
        return ["-0.0", "(1.0 / 0.0)", "(-1.0 / 0.0)"][special] + suffix * (special == 0)
    sign, mantissa = random.choice(["-", ""]), random.getrandbits(digits)
    exponent = random.choice([0, low, high, random.randint(low, high), random.randint(-40, 10)])
    return "%s0x%xp%d%s" % (sign, mantissa, exponent, suffix)


class Maker:
    """Makes \\p count structs; later ones may have earlier ones as members, and lead to them."""

    def __init__(self, random, count):
        self.random, self.enums, self.records = random, [], []
        for number in range(count):
            self.budget = random.choice([6, 12, 40])
            name = "t%d" % number
            attribute = random.choice([""] * 6 + ["__attribute__((packed))", "__attribute__((aligned(16)))"])
            self.records.append(Record(name, self.members(0), attribute))

    def members(self, depth):
        count = self.random.randint(1, 7)
        members = [("m%d" % k, self.member(depth)) for k in range(count)]
        if all(isinstance(m, Gap) for _, m in members):
            members.append(("m%d" % count, Scalar("int")))
        return self.distinct(members)

    def distinct(self, members):
        """Members of structs without a name count as their surroundings'."""
        self.serial = getattr(self, "serial", 0) + 1
        return [("%s_%d" % (name, self.serial), m) for name, m in members]

    def member(self, depth):
        random = self.random
        self.budget -= 1
        kind = random.randrange(20)
        if kind < 7 or self.budget < 0:
            return Scalar(random.choice(list(INTEGERS)))
        if kind < 9:
            return Scalar(random.choice(list(FLOATS)))
        if kind < 12:
            base = random.choice(BIT_FIELD_BASES)
            return BitField(base, random.randint(1, INTEGERS[base][0]))
        if kind < 13:
            return Gap(random.choice(["int : 0", "unsigned : 3", "long long : 17", "char : 0"]))
        if kind < 14:
            return self.enumeration()
        if kind < 16:
            sizes = random.choice([[random.randint(1, 9)], [random.randint(1, 3), random.randint(1, 3)], [2, 1, 2]])
            element = self.member(depth + 1)
            while isinstance(element, (BitField, Gap, Array, Anonymous)):
                element = self.member(depth + 1)
            return Array(element, sizes)
        if kind < 18 and depth < 4:
            return random.choice([Record, Anonymous])("", self.members(depth + 1))
        if self.records:
            record = random.choice(self.records)
            return Pointer(record.name) if kind == 18 or weight(record) > 60 else record
        return Scalar("double")

    def enumeration(self):
        values = [self.random.choice([-1, 0, 1, 5, 1000, -100000, 2147483647]) for _ in range(self.random.randint(1, 4))]
        self.enums.append(Enum("enum e%d" % len(self.enums), values))
        return self.enums[-1]


def weight(item):
    if isinstance(item, Record):
        return sum(weight(m) for _, m in item.members)
    if isinstance(item, Array):
        count = 1
        for size in item.sizes:
            count *= size
        return count * weight(item.element)
    return 1


def program(random, count):
    """The text of a program with \\p count types; random-types.c is what drives it."""
    maker, out = Maker(random, count), []
    for e in maker.enums:
        name = e.name.split()[1]
        out.append("%s { %s };" % (e.name, ", ".join("%s_%d = %d" % (name, k, v) for k, v in enumerate(e.values))))
    for r in maker.records:
        out.append("struct %s {\n%s} %s;" % (r.name, r.body(""), r.attribute))
        out.append("static struct %s %s_objects[2];" % (r.name, r.name))
        # Its end goes on behind it (random-types.c).
        out.append("struct %s_long { struct %s head; %s end[%s]; };" % (
            r.name, r.name, random.choice(list(INTEGERS) + list(FLOATS)), random.choice(["", "1", "3"])))
        out.append("static __attribute__((noinline)) void %s_check(const struct %s *x, const struct %s *y);" % (r.name, r.name, r.name))
    for r in maker.records:
        fills, check = [], []
        for which in range(2):
            check = []
            fills.append([])
            r.visit("", random, fills[-1], check)
        out.append("static __attribute__((noinline)) void %s_fill(struct %s *x, int which) {\n  if (which == 0) {\n%s\n  } else {\n%s\n  }\n}" % (
            r.name, r.name, "\n".join(fills[0]), "\n".join(fills[1])))
        out.append("static void %s_check(const struct %s *x, const struct %s *y) {\n%s\n}" % (
            r.name, r.name, r.name, "\n".join(check)))
    out.append("#define TYPES(ONE) \\")
    out.append(" \\\n".join("  ONE(%s)" % r.name for r in maker.records))
    out.append("")
    return "\n".join(out)
