#include "base/heap.h"
#include "base/mem.h"

#define HEAP_FIRST_ROOM 8

CURLcode heap_reserve(struct heap *h, size_t nodes)
{
  if(nodes <= h->room) return CURLE_OK;
  if(nodes > SIZE_MAX / 2 / sizeof(struct heap_node *)) return CURLE_OUT_OF_MEMORY;
  size_t room = h->room ? h->room : HEAP_FIRST_ROOM;
  while(room < nodes) room *= 2;
  struct heap_node **at = mem_realloc(h->at, room * sizeof(struct heap_node *));
  if(!at) return CURLE_OUT_OF_MEMORY;
  h->at = at;
  h->room = room;
  return CURLE_OK;
}

static void put(struct heap *h, size_t index, struct heap_node *n)
{
  h->at[index] = n;
  n->place = index + 1;
}

static void move_up(struct heap *h, size_t index, struct heap_node *n)
{
  for(; index && h->at[(index - 1) / 2]->when > n->when; index = (index - 1) / 2) put(h, index, h->at[(index - 1) / 2]);
  put(h, index, n);
}

static void move_down(struct heap *h, size_t index, struct heap_node *n)
{
  for(size_t child; (child = index * 2 + 1) < h->count; index = child) {
    if(child + 1 < h->count && h->at[child + 1]->when < h->at[child]->when) child++;
    if(h->at[child]->when >= n->when) break;
    put(h, index, h->at[child]);
  }
  put(h, index, n);
}

void heap_set(struct heap *h, struct heap_node *n, int64_t when)
{
  int64_t before = n->when;
  n->when = when;
  if(!n->place)
    move_up(h, h->count++, n);
  else if(when < before)
    move_up(h, n->place - 1, n);
  else
    move_down(h, n->place - 1, n);
}

void heap_remove(struct heap *h, struct heap_node *n)
{
  if(!n->place) return;
  size_t index = n->place - 1;
  struct heap_node *last = h->at[--h->count];
  n->place = 0;
  if(last == n) return;
  if(index && h->at[(index - 1) / 2]->when > last->when)
    move_up(h, index, last);
  else
    move_down(h, index, last);
}

void heap_free(struct heap *h)
{
  mem_free(h->at);
  *h = (struct heap){ 0 };
}
