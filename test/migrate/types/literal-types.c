// Literals of one length and different element types aren't taken for each other.
//
// RUN: %carry %s --work %t --points 4 --pairs x86_64:x86_64 x86_64:s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
int main(void){
  const int *ip = (const int[4]){1,2,3,4};
  const char *s = "abc";
  for(int i=0;i<4;i++) printf("%d %c\n",ip[i],s[i]+1);
  return 0;
}
