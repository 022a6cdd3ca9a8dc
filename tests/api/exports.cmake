# Compare what a library exports with a list of names, a line each:
#
#   cmake -D NM=nm -D LIBRARY=libcurl.so.4 -D NODE=CURL_OPENSSL_4 -D LIST=exports.txt -P exports.cmake
execute_process(
  COMMAND ${NM} -D --defined-only ${LIBRARY}
  OUTPUT_VARIABLE lines
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${NM} does not read ${LIBRARY}")
endif()
string(REPLACE "\n" ";" lines "${lines}")
set(exported "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "^.* " "" symbol "${line}")
  if(symbol AND NOT symbol MATCHES "^${NODE}(@@.*)?$") # the node is listed itself
    list(APPEND exported ${symbol})
  endif()
endforeach()

file(STRINGS ${LIST} names)
list(TRANSFORM names APPEND "@@${NODE}")
set(missing ${names})
set(surplus ${exported})
list(REMOVE_ITEM missing ${exported})
list(REMOVE_ITEM surplus ${names})
list(LENGTH names count)
if(missing OR surplus OR NOT count EQUAL 112)
  message(FATAL_ERROR "of ${count} names, not exported: ${missing}; exported, not listed: ${surplus}")
endif()
