"""A permit is given back that was never taken

The worker is in a hurry: it releases inside the with block,
which releases again at its end. Now there are more permits
than at the start. A BoundedSemaphore refuses that with a
ValueError; a plain Semaphore believes whatever it is told.

Try: watch the value of both when the with block ends.
Notice: the plain one lets in one client too many from then on,
and no message ever says so.
"""
import threading


def hurry(name, permits):
    try:
        with permits:
            print(f"{name}: taken")
            permits.release()
    except ValueError as error:
        print(f"{name}: refused, {error}")
    else:
        print(f"{name}: nothing noticed")


if __name__ == "__main__":
    plain = threading.Semaphore(2)
    bounded = threading.BoundedSemaphore(2)
    workers = [
        threading.Thread(target=hurry, args=pair)
        for pair in (("plain", plain), ("bounded", bounded))
    ]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
