/* What scripts of FTP have in common. The first socket is the control connection, the others are those of data, in
 * their order; a script of data need not wait for the command that it belongs to. */
#ifndef API_FTP_H
#define API_FTP_H
#include "check.h"
#include "exchange.h"

#define FTP "ftp://192.0.2.1/"

/* One command and its reply, each without its line end. */
#define SAY(command, reply) EXPECT(command "\r\n"), SEND(reply "\r\n")

#define WELCOME SEND("220 hi\r\n")
#define LOGIN \
  WELCOME, SAY("USER anonymous", "331 who says"), SAY("PASS ftp@example.com", "230 in"), SAY("PWD", "257 \"/\"")
#define PASSIVE SAY("EPSV", "229 Entering (|||1025|)")
#define IMAGE   SAY("TYPE I", "200 I")
#define ASCII   SAY("TYPE A", "200 A")
#define QUIT    EXPECT("QUIT\r\n")
/* A transfer of the URL FTP "f", up to its last reply. */
#define RETR SAY("RETR f", "150 here it is")
#define DONE SEND("226 done\r\n")

#endif
