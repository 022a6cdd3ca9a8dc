#include "base/mem.h"
#include "engine/internal.h"

/* The multi's buffer, lent to a protocol for one read: how much of it a transfer gets. */

#define PACED_HEAD_READ 1024

/* CURLOPT_BUFFERSIZE(3) is a cap that a read grows to, while reads fill their room. */
static size_t most_for(const struct transfer *t)
{
  long wished = t->config.io->buffer_size;
  return wished > 0 ? (size_t)wished : READ_MOST;
}

static size_t room_for(const struct transfer *t)
{
  size_t room = t->read_room ? t->read_room : READ_FIRST, most = most_for(t);
  return room < most ? room : most;
}

/* What one read may bring under a rate limit: at least a byte, as is_paused was asked before. Heads do not count: until
 * a body begins, a read is not made tiny. */
size_t transfer_paced(const struct transfer *t, size_t room)
{
  size_t most = pace_room(&t->pace_in, t->config.io->max_recv_speed, t->multi->now);
  if(!t->pace_in.at_us && most < PACED_HEAD_READ) most = PACED_HEAD_READ;
  return most < room ? most : room;
}

void *multi_lend_buffer(struct multi *m, size_t room)
{
  if(m->buffer_is_lent) return mem_alloc(room); /* a callback's transfer inside a transfer */
  if(m->buffer_room < room) {
    uint8_t *larger = mem_alloc(room);
    if(!larger) return NULL;
    mem_free(m->buffer);
    m->buffer = larger;
    m->buffer_room = room;
  }
  m->buffer_is_lent = true;
  return m->buffer;
}

void multi_take_buffer(struct multi *m, void *buffer)
{
  if(buffer == m->buffer)
    m->buffer_is_lent = false;
  else
    mem_free(buffer);
}

void *transfer_lend_buffer(struct xfer *x, size_t *room)
{
  struct transfer *t = transfer_of(x);
  *room = transfer_paced(t, room_for(t));
  return multi_lend_buffer(t->multi, *room);
}

void transfer_take_buffer(struct xfer *x, void *buffer, size_t received)
{
  struct transfer *t = transfer_of(x);
  if(received == room_for(t) && received < most_for(t)) t->read_room = received * 2;
  multi_take_buffer(t->multi, buffer);
}
