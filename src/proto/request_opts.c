#include "proto/request_opts.h"

bool request_meets_condition(const struct request_opts *o, curl_off_t time)
{
  if(!o->time_condition || !o->time_value || !time) return true;
  return o->time_condition == CURL_TIMECOND_IFUNMODSINCE ? time < o->time_value : time > o->time_value;
}

bool request_range(const struct request_opts *o, struct byte_range *ret)
{
  *ret = (struct byte_range){ .from = o->resume_from, .count = -1 };
  return o->resume_from || !o->range || byte_range_parse(span_text(o->range), ret);
}
