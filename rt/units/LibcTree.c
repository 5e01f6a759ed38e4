//===- LibcTree.c - tsearch and its family -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Red-black trees. A walk tells each node's level, so that the shape of the tree can be seen: it is glibc's, which splits nodes with
// two red successors on the way down to where it inserts (Sedgewick), puts a node's successor in the place of one that is deleted,
// and repairs from there upwards.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <search.h>
#include <stdlib.h>

enum Side { Left, Right };

struct Node {
  const void *Key; ///< first: programs read it
  struct Node *Child[2];
  unsigned char IsRed;
};

/// With n nodes a tree is at most 2 log2(n + 1) high.
enum { MostHeight = 2 * 64 };

static int isRed(const struct Node *N) { return N && N->IsRed; }

//===--- Insertion ----------------------------------------------------------------===//

/// A node on the way down: the pointer that leads to it, and which child of its parent it is.
struct Position {
  struct Node **Link;
  enum Side Side;
};

/// \p Child has become red. Where its parent is red, too, one of the two takes the grandparent's place.
static void repairReds(struct Position Child, struct Position Parent, struct Node **Grandparent) {
  struct Node *C = *Child.Link, *P = *Parent.Link, *G = *Grandparent;
  enum Side Near = Child.Side, Far = !Child.Side;
  if (Near == Parent.Side) {
    *Grandparent = P;
    G->Child[Near] = P->Child[Far];
    P->Child[Far] = G;
    P->IsRed = 0;
  } else {
    *Grandparent = C;
    P->Child[Near] = C->Child[Far];
    C->Child[Far] = P;
    G->Child[Far] = C->Child[Near];
    C->Child[Near] = G;
    C->IsRed = 0;
    P->IsRed = 1;
  }
  G->IsRed = 1;
}

/// A node with two red successors becomes red, and they black.
static int split(struct Node *N) {
  if (!isRed(N->Child[Left]) || !isRed(N->Child[Right]))
    return 0;
  N->IsRed = 1;
  N->Child[Left]->IsRed = N->Child[Right]->IsRed = 0;
  return 1;
}

static void *ownTsearch(const void *Key, void **Root, __compar_fn_t Compare) {
  if (!Root)
    return NULL;
  struct Position At = {(struct Node **)Root, Left}, Parent = {NULL, Left};
  struct Node **Grandparent = NULL;
  if (*At.Link)
    (*At.Link)->IsRed = 0;
  while (*At.Link) {
    struct Node *N = *At.Link;
    int Order = Compare(Key, N->Key);
    if (Order == 0)
      return N;
    // A rotation leaves links of nodes above, which a black node between keeps from being used.
    if (split(N) && Parent.Link && isRed(*Parent.Link))
      repairReds(At, Parent, Grandparent);
    enum Side Side = Order < 0 ? Left : Right;
    Grandparent = Parent.Link;
    Parent = At;
    At = (struct Position){&N->Child[Side], Side};
  }
  struct Node *New = malloc(sizeof *New);
  if (!New)
    return NULL;
  *New = (struct Node){.Key = Key, .IsRed = 1};
  *At.Link = New;
  if (Parent.Link && isRed(*Parent.Link))
    repairReds(At, Parent, Grandparent);
  return New;
}

static void *ownTfind(const void *Key, void *const *Root, __compar_fn_t Compare) {
  struct Node *N = Root ? *Root : NULL;
  while (N) {
    int Order = Compare(Key, N->Key);
    if (Order == 0)
      break;
    N = N->Child[Order < 0 ? Left : Right];
  }
  return N;
}

//===--- Deletion -----------------------------------------------------------------===//

/// The links from the root to a node.
struct Path {
  struct Node **Links[MostHeight + 2];
  size_t Size;
};

static struct Node *push(struct Path *P, struct Node **Link) {
  P->Links[P->Size++] = Link;
  return *Link;
}

/// The child of the node at \p Link that is on the other side comes above it.
static struct Node *rotate(struct Node **Link, enum Side Down) {
  struct Node *N = *Link, *Up = N->Child[!Down];
  N->Child[!Down] = Up->Child[Down];
  Up->Child[Down] = N;
  return *Link = Up;
}

/// On the ways through \p Short, which the path's last link leads to the parent of, there is a black node too few.
static void repairBlacks(struct Path *P, struct Node *Short) {
  while (P->Size && !isRed(Short)) {
    struct Node **Link = P->Links[P->Size - 1], *Parent = *Link;
    enum Side Near = Parent->Child[Left] == Short ? Left : Right, Far = !Near;
    struct Node *Sibling = Parent->Child[Far];
    if (isRed(Sibling)) {
      Sibling->IsRed = 0;
      Parent->IsRed = 1;
      Link = &rotate(Link, Near)->Child[Near];
      push(P, Link);
      Sibling = Parent->Child[Far];
    }
    if (!isRed(Sibling->Child[Near]) && !isRed(Sibling->Child[Far])) {
      Sibling->IsRed = 1;
      Short = Parent;
      --P->Size;
      continue;
    }
    if (!isRed(Sibling->Child[Far])) {
      Sibling = rotate(&Parent->Child[Far], Far);
      Sibling->IsRed = Parent->IsRed;
    } else {
      Sibling->IsRed = Parent->IsRed;
      Sibling->Child[Far]->IsRed = 0;
    }
    Parent->IsRed = 0;
    (void)rotate(Link, Near);
    return;
  }
  if (Short)
    Short->IsRed = 0;
}

/// Takes out the node that \p Turns lead to from the root.
static void unchain(struct Node **Root, const unsigned char *Turns, size_t NumTurns) {
  struct Path P = {.Size = 0};
  struct Node **Link = Root;
  for (size_t I = 0; I < NumTurns; ++I)
    Link = &push(&P, Link)->Child[Turns[I]];
  struct Node *Found = *Link, *Out = Found;
  if (Found->Child[Left] && Found->Child[Right]) {
    Link = &push(&P, Link)->Child[Right];
    while ((*Link)->Child[Left])
      Link = &push(&P, Link)->Child[Left];
    Out = *Link;
    Found->Key = Out->Key;
  }
  struct Node *Below = Out->Child[Left] ? Out->Child[Left] : Out->Child[Right];
  *Link = Below;
  if (!Out->IsRed)
    repairBlacks(&P, Below);
  free(Out);
}

static void *ownTdelete(const void *Key, void **Root, __compar_fn_t Compare) {
  struct Node *N = Root ? *Root : NULL, *Parent = N;
  unsigned char Turns[MostHeight];
  size_t NumTurns = 0;
  while (N) {
    int Order = Compare(Key, N->Key);
    if (Order == 0)
      break;
    Parent = N;
    Turns[NumTurns++] = Order > 0;
    N = N->Child[Order < 0 ? Left : Right];
  }
  if (!N)
    return NULL;
  unchain((struct Node **)Root, Turns, NumTurns);
  return Parent;
}

//===--- Walks --------------------------------------------------------------------===//

typedef void (*ActionWith)(const void *, VISIT, void *);

/// What is called for each node: one of the two.
struct Visitor {
  __action_fn_t Action;
  ActionWith With;
  void *Argument;
};

static void visit(const struct Visitor *V, const struct Node *N, VISIT Which, int Level) {
  if (V->Action)
    V->Action(N, Which, Level);
  else
    V->With(N, Which, V->Argument);
}

static void walk(const struct Visitor *V, const struct Node *N, int Level) {
  if (!N->Child[Left] && !N->Child[Right]) {
    visit(V, N, leaf, Level);
    return;
  }
  visit(V, N, preorder, Level);
  if (N->Child[Left])
    walk(V, N->Child[Left], Level + 1);
  visit(V, N, postorder, Level);
  if (N->Child[Right])
    walk(V, N->Child[Right], Level + 1);
  visit(V, N, endorder, Level);
}

static void ownTwalk(const void *Root, __action_fn_t Action) {
  struct Visitor V = {Action, NULL, NULL};
  if (Root && Action)
    walk(&V, Root, 0);
}

static void ownTwalkR(const void *Root, ActionWith With, void *Argument) {
  struct Visitor V = {NULL, With, Argument};
  if (Root && With)
    walk(&V, Root, 0);
}

static void destroy(struct Node *N, __free_fn_t Free) {
  if (N->Child[Left])
    destroy(N->Child[Left], Free);
  if (N->Child[Right])
    destroy(N->Child[Right], Free);
  Free((void *)N->Key);
  free(N);
}

static void ownTdestroy(void *Root, __free_fn_t Free) {
  if (Root)
    destroy(Root, Free);
}

CGT_LIBC_NAME(tsearch, ownTsearch);
CGT_LIBC_NAME(tfind, ownTfind);
CGT_LIBC_NAME(tdelete, ownTdelete);
CGT_LIBC_NAME(twalk, ownTwalk);
CGT_LIBC_NAME(twalk_r, ownTwalkR);
CGT_LIBC_NAME(tdestroy, ownTdestroy);
