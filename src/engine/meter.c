#include "engine/meter.h"

/* Five characters: "99999", "9999k", "99.9M". */
static const char *format_size(curl_off_t bytes, char text[8])
{
  static const char units[] = "kMGTPE";
  if(bytes < 100000) {
    snprintf(text, 8, "%5d", (int)bytes);
    return text;
  }
  int unit = 0;
  double value = (double)bytes / 1024;
  for(; value >= 9999.5 && unit < 5; unit++) value /= 1024;
  snprintf(text, 8, value < 99.95 && unit ? "%4.1f%c" : "%4.0f%c", value, units[unit]);
  return text;
}

static const char *format_time(curl_off_t seconds, char text[12])
{
  if(seconds <= 0 || seconds > 99 * 3600) return "--:--:--";
  int s = (int)seconds;
  snprintf(text, 12, "%2d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  return text;
}

static int percent(curl_off_t done, curl_off_t all) { return all > 0 ? (int)((double)done * 100 / (double)all) : 0; }

void meter_title(FILE *to)
{
  fputs("       Total     Received        Sent     Rate in  Rate out   Total    Spent     Left   Now\n", to);
}

void meter_line(FILE *to, const struct transfer_info *i, curl_off_t rate, int64_t elapsed_us)
{
  char size[6][8], time[3][12];
  curl_off_t down = i->length_down > 0 ? i->length_down : i->size_down;
  curl_off_t all = down + (i->length_up > 0 ? i->length_up : i->size_up), done = i->size_down + i->size_up;
  curl_off_t spent = (curl_off_t)(elapsed_us / 1000000);
  curl_off_t left = rate > 0 ? (all - done) / rate : 0;
  fprintf(to, "\r%3d%% %s %3d%% %s %3d%% %s     %s     %s %s %s %s %s", percent(done, all), format_size(all, size[0]),
          percent(i->size_down, i->length_down), format_size(i->size_down, size[1]), percent(i->size_up, i->length_up),
          format_size(i->size_up, size[2]), format_size(i->speed_down, size[3]), format_size(i->speed_up, size[4]),
          format_time(spent + left, time[0]), format_time(spent, time[1]), format_time(left, time[2]),
          format_size(rate, size[5]));
  fflush(to);
}
