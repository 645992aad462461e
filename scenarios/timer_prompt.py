"""A Timer prompts whoever takes too long

A Timer is a thread that waits first and then makes one call.
Each question starts one; the answer cancels it. The quick
answer comes in time, the slow one is prompted for.

Try: swap the times, or take the cancel() away.
Notice: the second cancel() comes when the Timer has fired. It
does nothing, and it is no error. The first Timer ends at once
and never makes its call.
"""
import threading
import time

PATIENCE = 0.2


def prompt(question):
    print(f"{question} Are you still there?")


def ask(question, thinking_time):
    print(f"{question} ...")
    timer = threading.Timer(
        PATIENCE, prompt, args=(question,)
    )
    timer.start()
    time.sleep(thinking_time)
    timer.cancel()
    print(f"{question} An answer")
    timer.join()


if __name__ == "__main__":
    ask("Your name?", 0.1)
    ask("Meaning of life?", 0.3)
