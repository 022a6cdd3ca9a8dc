#include "progress.h"
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_MS    100
#define BAR_MAX      100
#define FIGURES_ROOM 34 /* columns for percentage, amount and speed */

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* How wide the bar may be; 0 where there is no room for one. */
static int bar_width(void)
{
  struct winsize size;
  int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) ? 80 : size.ws_col;
  int width = columns - FIGURES_ROOM;
  if(width < 10) return 0;
  return width < BAR_MAX ? width : BAR_MAX;
}

static void format_amount(char *to, size_t len, double bytes)
{
  static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
  size_t unit = 0;
  while(bytes >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
    bytes /= 1024;
    unit++;
  }
  snprintf(to, len, unit ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
}

static void draw(const struct progress *p, curl_off_t total, curl_off_t done, int64_t now)
{
  char bar[BAR_MAX + 1] = "", amount[24], speed[24];
  double part = total > 0 ? (double)done / (double)total : 0;
  int width = total > 0 ? bar_width() : 0;
  int64_t elapsed = now > p->started_ms ? now - p->started_ms : 1;
  if(part > 1) part = 1;
  memset(bar, ' ', (size_t)width);
  memset(bar, '#', (size_t)(part * width));
  bar[width] = '\0';
  format_amount(amount, sizeof(amount), (double)done);
  format_amount(speed, sizeof(speed), (double)done * 1000 / (double)elapsed);
  fprintf(stderr, "\r\033[K");
  if(total > 0) fprintf(stderr, "[%s] %3d%% ", bar, (int)(part * 100));
  fprintf(stderr, "%s, %s/s", amount, speed);
}

bool progress_is_possible(void) { return isatty(STDERR_FILENO); }

void progress_start(struct progress *p)
{
  int64_t now = now_ms();
  *p = (struct progress){ .started_ms = now, .drawn_ms = now };
}

int progress_show(void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
  struct progress *p = data;
  int64_t now = now_ms();
  bool complete = down_total > 0 && down >= down_total;
  if(!down && !up) return 0;
  if(now - p->drawn_ms < REDRAW_MS && !complete) return 0;
  p->drawn_ms = now;
  p->drawn = true;
  draw(p, down ? down_total : up_total, down ? down : up, now);
  return 0;
}

void progress_finish(struct progress *p)
{
  if(p->drawn) fputc('\n', stderr);
  p->drawn = false;
}
