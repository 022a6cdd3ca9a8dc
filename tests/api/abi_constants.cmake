# Turn the table of the ABI's constants into C, a line CHECK(NAME, VALUE) for a row:
#
#   cmake -D TSV=tests/data/abi-constants.tsv -D INC=abi_constants.inc -P abi_constants.cmake
#
# A row is a name, a tab and a decimal value; lines that begin with '#' are comments. A row of any other form is an
# error, so that none goes unchecked.
file(STRINGS ${TSV} rows)
set(checks "")
foreach(row IN LISTS rows)
  if(row MATCHES "^#")
    continue()
  endif()
  if(NOT row MATCHES "^([A-Za-z_][A-Za-z0-9_]*)\t(-?[0-9]+)$")
    message(FATAL_ERROR "${TSV}: not a name and a value: '${row}'")
  endif()
  string(APPEND checks "CHECK(${CMAKE_MATCH_1}, ${CMAKE_MATCH_2})\n")
endforeach()
file(WRITE ${INC} "${checks}")
