# What `cmake --install` puts under a prefix. All of it finds its parts from where it stands, so a prefix can be moved.
if(NOT TARGET libcurl)
  return()
endif()
include(CMakePackageConfigHelpers)

# What this version can do, as libcurl.pc, curl-config and the CMake package tell it.
set(SLUICE_PROTOCOLS_LIST FILE FTP FTPS HTTP HTTPS WS WSS)
set(SLUICE_FEATURES_LIST alt-svc AsynchDNS brotli GSS-API HSTS HTTP2 HTTPS-proxy HTTPSIG HTTPSRR IDN IPv6 Kerberos Largefile libz NTLM PSL SPNEGO SSL SSLS-EXPORT threadsafe UnixSockets zstd)
list(JOIN SLUICE_PROTOCOLS_LIST " " SLUICE_PROTOCOLS)
list(JOIN SLUICE_FEATURES_LIST " " SLUICE_FEATURES)

set(SLUICE_CC ${CMAKE_C_COMPILER})
math(EXPR number "${PROJECT_VERSION_MAJOR} << 16 | ${PROJECT_VERSION_MINOR} << 8 | ${PROJECT_VERSION_PATCH}"
     OUTPUT_FORMAT HEXADECIMAL)
string(REGEX REPLACE "^0x" "0" SLUICE_VERNUM ${number})

# From the folders of the files to the prefix.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/CURL)
file(RELATIVE_PATH SLUICE_PC_UP ${CMAKE_INSTALL_PREFIX}/${pc_dir} ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH SLUICE_BIN_UP ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})

set(made ${CMAKE_BINARY_DIR}/install)
configure_file(cmake/libcurl.pc.in ${made}/libcurl.pc @ONLY)
configure_file(cmake/curl-config.in ${made}/curl-config @ONLY)
configure_package_config_file(cmake/CURLConfig.cmake.in ${made}/CURLConfig.cmake INSTALL_DESTINATION ${package_dir}
                              PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${made}/CURLConfigVersion.cmake COMPATIBILITY SameMajorVersion)

install(TARGETS libcurl EXPORT CURLTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS libcurl-gnutls LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
set_target_properties(sluice PROPERTIES INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
install(TARGETS sluice RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES docs/sluice.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(PROGRAMS ${made}/curl-config DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${made}/libcurl.pc DESTINATION ${pc_dir})
install(FILES ${made}/CURLConfig.cmake ${made}/CURLConfigVersion.cmake DESTINATION ${package_dir})
install(EXPORT CURLTargets NAMESPACE CURL:: DESTINATION ${package_dir})
