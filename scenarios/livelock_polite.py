"""Two polite people meet in a narrow corridor

Both walk on the same side. Each sees the other one, says sorry
and steps aside, at the same time: again they face each other.
Nobody waits, everybody moves, and nobody gets anywhere.

Try: --max-steps 60. Then mend it: sleep for a random time, not
always 0.1, so that one of them looks first.
Notice: neither of the two is ever blocked: it is no deadlock.
Patience is limited here, so that it ends; without that it can
go on for ever.
"""
import threading
import time

PATIENCE = 6
OTHER_SIDE = {"left": "right", "right": "left"}
side = {"Ada": "left", "Bob": "left"}


def walk(me, you):
    for _ in range(PATIENCE):
        if side[me] != side[you]:
            print(f"{me}: passes")
            return
        print(f"{me}: sorry!")
        time.sleep(0.002)
        side[me] = OTHER_SIDE[side[me]]
        time.sleep(0.1)
    print(f"{me}: enough, and pushes past")


if __name__ == "__main__":
    people = [
        threading.Thread(target=walk, args=pair, name=pair[0])
        for pair in (("Ada", "Bob"), ("Bob", "Ada"))
    ]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
