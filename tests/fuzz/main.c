/* Runs a fuzz target without a fuzzer: over each file of a corpus, over its beginnings, and over mutations of it that
 * are the same in every run. Inputs end with their malloc block, so that a sanitizer sees a read past the end.
 *
 *   fuzz_x MUTATIONS FOLDER
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 65536
#define GROWTH    64 /* bytes that one mutation may add */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
  uint8_t bytes[INPUT_MAX + GROWTH];
  size_t len;
};

/* xorshift64: any fixed sequence that reaches every byte will do. */
static uint64_t next_random(uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static size_t random_below(uint64_t *state, size_t limit) { return limit ? (size_t)(next_random(state) % limit) : 0; }

static void run(const uint8_t *bytes, size_t len)
{
  uint8_t *exact = malloc(len);
  if(len && !exact) abort();
  if(len) memcpy(exact, bytes, len);
  LLVMFuzzerTestOneInput(exact, len);
  free(exact);
}

static void flip_bit(struct input *i, uint64_t *random)
{
  if(i->len) i->bytes[random_below(random, i->len)] ^= (uint8_t)(1u << random_below(random, 8));
}

/* Bytes on which parsers decide. */
static void put_special(struct input *i, uint64_t *random)
{
  static const uint8_t special[] = {
    0, '\r', '\n', ' ', ':', '/', '%', '@', '[', ']', '0', '9', 'f', 0x7f, 0x80, 0xff
  };
  if(i->len) i->bytes[random_below(random, i->len)] = special[random_below(random, sizeof(special))];
}

static void cut_out(struct input *i, uint64_t *random)
{
  size_t from = random_below(random, i->len), count = random_below(random, i->len - from + 1);
  memmove(i->bytes + from, i->bytes + from + count, i->len - from - count);
  i->len -= count;
}

static void repeat_part(struct input *i, uint64_t *random)
{
  size_t from = random_below(random, i->len), count = random_below(random, i->len - from + 1);
  if(count > GROWTH) count = GROWTH;
  if(i->len + count > INPUT_MAX) return;
  memmove(i->bytes + from + count, i->bytes + from, i->len - from);
  i->len += count;
}

static void mutate(struct input *i, uint64_t *random)
{
  static void (*const ways[])(struct input *, uint64_t *) = { flip_bit, put_special, cut_out, repeat_part };
  size_t steps = 1 + random_below(random, 4);
  while(steps--) ways[random_below(random, sizeof(ways) / sizeof(ways[0]))](i, random);
}

static void run_seed(const struct input *seed, size_t mutations)
{
  static struct input mutant;
  uint64_t random = 0x9e3779b97f4a7c15u;
  for(size_t len = 0; len < seed->len && len < mutations; len++) run(seed->bytes, len);
  run(seed->bytes, seed->len);
  for(size_t n = 0; n < mutations; n++) {
    mutant.len = seed->len;
    memcpy(mutant.bytes, seed->bytes, seed->len);
    mutate(&mutant, &random);
    run(mutant.bytes, mutant.len);
  }
}

static int load(struct input *seed, const char *folder, const char *name)
{
  char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if(!file) return -1;
  seed->len = fread(seed->bytes, 1, INPUT_MAX, file);
  return fclose(file);
}

/* Sorted, so that a failure comes up at the same place on every machine. */
static int list_seeds(struct dirent ***ret, const char *folder) { return scandir(folder, ret, NULL, alphasort); }

int main(int argc, char **argv)
{
  static struct input seed;
  struct dirent **names;
  if(argc != 3) return 2;
  size_t mutations = strtoul(argv[1], NULL, 10), seeds = 0;
  int count = list_seeds(&names, argv[2]);
  for(int i = 0; i < count; i++) {
    if(names[i]->d_name[0] != '.') {
      if(load(&seed, argv[2], names[i]->d_name)) return 2;
      run_seed(&seed, mutations);
      seeds++;
    }
    free(names[i]);
  }
  if(count >= 0) free(names);
  printf("%zu seeds, %zu mutations of each\n", seeds, mutations);
  return seeds ? 0 : 2; /* a target without a corpus tests nothing */
}
