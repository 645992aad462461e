"""An error in a pool that nobody hears of

greet() takes a name, and is submitted without one. The pool
catches the TypeError and keeps it in the Future: no traceback,
no message, and the with block ends as if all were well.

Try: take the last four lines away: who learns of the error?
Notice: "greet" is not printed by the first call. Only result()
raises what the future has kept, in the thread that asks.
"""
from concurrent.futures import ThreadPoolExecutor


def greet(name):
    print(f"greet: hello, {name}")
    return len(name)


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=1) as pool:
        wrong = pool.submit(greet)
        right = pool.submit(greet, "Ada")
    print("Main: no sign of trouble so far")
    print(f"Main: the right one gave {right.result()}")
    try:
        wrong.result()
    except TypeError as error:
        print(f"Main: the wrong one raised {error}")
