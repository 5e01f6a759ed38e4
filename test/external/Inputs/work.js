// Objects, closures, exceptions, regular expressions, strings, sorting and the collector.
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
function Tree() { this.root = null; this.size = 0; }
Tree.prototype.insert = function (key) {
	var node = { key: key, left: null, right: null }, at = this.root;
	if (!at) { this.root = node; this.size = 1; return; }
	while (true) {
		var side = key < at.key ? "left" : "right";
		if (!at[side]) { at[side] = node; break; }
		at = at[side];
	}
	++this.size;
};
Tree.prototype.depth = function () {
	function down(n) { return n ? 1 + Math.max(down(n.left), down(n.right)) : 0; }
	return down(this.root);
};
function guarded(n) {
	var sum = 0;
	for (var i = 0; i < n; ++i) {
		try {
			if (i % 5 === 0) throw new Error("e" + i);
			if (i % 7 === 0) null.x;
			sum += i;
		} catch (e) {
			sum += e.message.length;
		} finally {
			sum %= 100003;
		}
	}
	return sum;
}
function words(n) {
	var counts = {}, list = [];
	for (var i = 0; i < n; ++i)
		("the quick brown fox " + i % 89 + " jumps").replace(/[a-z]+|\d+/g, function (w) { counts[w] = (counts[w] || 0) + 1; });
	for (var w in counts) list.push(w + "=" + counts[w]);
	return list.sort().join(" ").substring(0, 60);
}
function sorted(n) {
	var a = [], h = 0, seed = 7;
	for (var i = 0; i < n; ++i) a.push(seed = (seed * 7919 + 13) % 100003);
	a.sort(function (x, y) { return x - y; });
	for (i = 0; i < n; ++i) h = (h * 31 + a[i]) % 1000003;
	return h;
}
function adders(n) {
	var list = [], sum = 0;
	for (var i = 0; i < n; ++i) list.push((function (k) { return function (x) { return x + k; }; })(i));
	for (i = 0; i < n; ++i) sum = list[i](sum) % 9973;
	return sum;
}
for (var round = 1; round <= 8; ++round) {
	print(round, "fib", fib(19));
	var tree = new Tree();
	for (var i = 0, key = round; i < 3000; ++i) tree.insert(key = (key * 7919 + 13) % 100003);
	print(round, "tree", tree.size, tree.depth());
	print(round, "guarded", guarded(6000));
	print(round, "words", words(2000));
	print(round, "sorted", sorted(3000));
	print(round, "adders", adders(4000));
	print(round, "text", JSON.stringify({ a: [1, 2.5, "x\n"], b: { c: null, d: true } }), (1 / 3).toFixed(12), Math.sqrt(round));
}
