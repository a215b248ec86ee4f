import { describe, expect, it } from "vitest"
import { compilers } from "../../../src/verify/reports/compilers.ts"
import { recorded, type Told, tell } from "./fixture.ts"

describe("gcc and its like", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "compilers/gcc",
      null,
      [
        "[missing-module] cart.c > missing.h: No such file or directory @cart.c:2",
        "[type] price.c > too few arguments to function ‘add’ @price.c:6",
        "[type] price.c > ‘undeclared’ undeclared (first use in this function) @price.c:6",
        "[syntax] syntax.cpp > expected ‘,’ or ‘;’ before ‘v’ @syntax.cpp:5",
        "[type] syntax.cpp > conversion from ‘int’ to non-scalar type ‘std::string’ {aka ‘std::__cxx11::basic_string<char>’} requested @syntax.cpp:6",
        "[type] syntax.cpp > ‘class std::vector<int>’ has no member named ‘foo’ @syntax.cpp:7",
        "[type] link.c > undefined reference to `elsewhere' @link.c:null",
      ],
    ],
    [
      "compilers/clang",
      null,
      [
        "[missing-module] cart.c > 'missing.h' file not found @cart.c:2",
        "[type] price.c > too few arguments to function call, expected 2, have 1 @price.c:6",
        "[type] price.c > use of undeclared identifier 'undeclared' @price.c:6",
        "[syntax] syntax.cpp > expected ';' at end of declaration @syntax.cpp:4",
        "[type] syntax.cpp > no viable conversion from 'int' to 'std::string' (aka 'basic_string<char>') @syntax.cpp:6",
        "[type] syntax.cpp > no member named 'foo' in 'std::vector<int>' @syntax.cpp:7",
      ],
    ],
    [
      "compilers/javac",
      null,
      [
        "[missing-module] src/main/java/dev/shop/Other.java > package nowhere does not exist @src/main/java/dev/shop/Other.java:3",
        "[type] src/main/java/dev/shop/Cart.java > incompatible types: String cannot be converted to int @src/main/java/dev/shop/Cart.java:4",
        "[type] src/main/java/dev/shop/Cart.java > cannot find symbol @src/main/java/dev/shop/Cart.java:4",
      ],
    ],
    [
      "compilers/make-werror",
      null,
      [
        "[lint] price.c > initialization of ‘char *’ from ‘int’ makes pointer from integer without a cast [-Werror=int-conversion] @price.c:5",
        "[type] price.c > too few arguments to function ‘add’ @price.c:6",
        "[type] price.c > ‘undeclared’ undeclared (first use in this function) @price.c:6",
        "[lint] price.c > unused variable ‘name’ [-Werror=unused-variable] @price.c:5",
        "[lint] price.c > unused variable ‘unused’ [-Werror=unused-variable] @price.c:4",
        "[lint] price.c > returning ‘char *’ from a function with return type ‘int’ makes integer from pointer without a cast [-Werror=int-conversion] @price.c:8",
        "[lint] price.c > control reaches end of non-void function [-Werror=return-type] @price.c:7",
      ],
    ],
    [
      "compilers/gradle",
      null,
      [
        "[type] src/main/java/dev/shop/Cart.java > incompatible types: String cannot be converted to int @src/main/java/dev/shop/Cart.java:4",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(compilers, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(compilers, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })
})
